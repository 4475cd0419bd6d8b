package dev.rankine.engine.cpu;

import static dev.rankine.engine.cpu.Reducer.PARTIALS;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Unary;

/**
 * Softmax and cross-entropy of rows of logits, in terms of the elementwise kernels. Labels are
 * assumed to be in range.
 */
record CrossEntropy(Kernels kernels) {
  /** Fills probabilities (rows, n) for labels from the first on, and returns the mean loss. */
  float forward(
      float[] logits,
      int lo,
      int[] labels,
      int first,
      int rows,
      int n,
      float[] probabilities,
      int po) {
    float[] losses = Scratch.filled(Scratch.LOSSES, PARTIALS, 0);
    float[] row = Scratch.floats(Scratch.NUMBERS, 2);
    for (int i = 0; i < rows; i++) {
      int label = labels[first + i];
      int p = po + i * n;
      row[0] = kernels.max(logits, lo + i * n, n);
      kernels.zip(Binary.SUBTRACT, logits, lo + i * n, 1, row, 0, 0, probabilities, p, n);
      float shifted = probabilities[p + label];
      kernels.map(Unary.EXP, probabilities, p, probabilities, p, n);
      row[1] = Reducer.sum(kernels, probabilities, p, n);
      kernels.zip(Binary.DIVIDE, probabilities, p, 1, row, 1, 0, probabilities, p, n);
      losses[i % PARTIALS] += ScalarMath.log(row[1]) - shifted;
    }
    return Reducer.tree(losses) / rows;
  }

  /** dLogits ← (probabilities − onehot)·(dLoss / rows). */
  void backward(
      float[] probabilities,
      int po,
      int[] labels,
      int first,
      int rows,
      int n,
      float dLoss,
      float[] out,
      int oo) {
    float[] scale = Scratch.floats(Scratch.NUMBERS, 1);
    scale[0] = dLoss / rows;
    for (int i = 0; i < rows; i++) {
      int p = po + i * n;
      int o = oo + i * n;
      int label = labels[first + i];
      float target = (probabilities[p + label] - 1f) * scale[0];
      kernels.zip(Binary.MULTIPLY, probabilities, p, 1, scale, 0, 0, out, o, n);
      out[o + label] = target;
    }
  }
}
