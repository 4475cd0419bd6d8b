package dev.rankine.engine.cpu;

import dev.rankine.engine.Binary;

/**
 * Softmax and cross-entropy of rows of logits. Labels are assumed to be in range.
 *
 * @param n elements of a row
 */
record CrossEntropy(Kernels kernels, int threads, int n) {
  /** Fills probabilities (rows, n) for labels from the first on, and returns the mean loss. */
  float forward(
      float[] logits, int lo, int[] labels, int first, int rows, float[] probabilities, int po) {
    SoftmaxRows softmax = new SoftmaxRows(kernels, threads, n);
    float[] losses = Scratch.floats(Scratch.LOSSES, rows);
    softmax.each(
        rows,
        i -> {
          int at = lo + i * n;
          float max = kernels.max(logits, at, n);
          float shifted = logits[at + labels[first + i]] - max;
          float sum = softmax.softmax(logits, at, max, probabilities, po + i * n);
          losses[i] = ScalarMath.log(sum) - shifted;
        });
    return Reducer.sum(kernels, losses, 0, rows) / rows;
  }

  /** dLogits ← (probabilities − onehot)·(dLoss / rows). */
  void backward(
      float[] probabilities,
      int po,
      int[] labels,
      int first,
      int rows,
      float dLoss,
      float[] out,
      int oo) {
    float[] scale = Scratch.floats(Scratch.LOSSES, 1);
    scale[0] = dLoss / rows;
    new SoftmaxRows(kernels, threads, n)
        .each(
            rows,
            i -> {
              int p = po + i * n;
              int o = oo + i * n;
              int label = labels[first + i];
              float target = (probabilities[p + label] - 1f) * scale[0];
              kernels.zip(Binary.MULTIPLY, probabilities, p, 1, scale, 0, 0, out, o, n);
              out[o + label] = target;
            });
  }
}
