package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;

/**
 * Softmax over the innermost axes: a row at a time, so that it is in the cache from its maximum to
 * its quotients. The bits are those of the single primitives.
 *
 * @param n elements of a row
 */
record SoftmaxRows(Kernels kernels, int threads, int n) {
  private static final int GRAIN = 1 << 14;

  private interface Row {
    void run(int at);
  }

  /** Elements of a row, or 0 if the axes are not the innermost ones. */
  static int length(Shape shape, int[] axes) {
    int first = shape.rank() - axes.length;
    boolean inner = axes.length > 0 && axes[0] == first;
    return inner ? shape.size() / Math.max(1, Rules.reduced(shape, axes).size()) : 0;
  }

  void softmax(Tensor x, Tensor out) {
    float[] source = floats(x);
    float[] target = floats(out);
    each(
        x.size(),
        at -> {
          int o = out.offset() + at;
          float[] number = Scratch.floats(Scratch.NUMBERS, 2);
          number[0] = kernels.max(source, x.offset() + at, n);
          kernels.zip(Binary.SUBTRACT, source, x.offset() + at, 1, number, 0, 0, target, o, n);
          kernels.map(Unary.EXP, target, o, target, o, n);
          number[0] = Reducer.sum(kernels, target, o, n);
          kernels.zip(Binary.DIVIDE, target, o, 1, number, 0, 0, target, o, n);
        });
  }

  void logSoftmax(Tensor x, Tensor out) {
    float[] source = floats(x);
    float[] target = floats(out);
    each(
        x.size(),
        at -> {
          int o = out.offset() + at;
          float[] number = Scratch.floats(Scratch.NUMBERS, 2);
          float[] powers = Scratch.floats(Scratch.MEANS, n);
          number[0] = kernels.max(source, x.offset() + at, n);
          kernels.zip(Binary.SUBTRACT, source, x.offset() + at, 1, number, 0, 0, target, o, n);
          kernels.map(Unary.EXP, target, o, powers, 0, n);
          number[0] = ScalarMath.log(Reducer.sum(kernels, powers, 0, n));
          kernels.zip(Binary.SUBTRACT, target, o, 1, number, 0, 0, target, o, n);
        });
  }

  void softmaxGradient(Tensor y, Tensor dy, Tensor dx) {
    float[] ys = floats(y);
    float[] gradient = floats(dy);
    float[] target = floats(dx);
    each(
        y.size(),
        at -> {
          int p = y.offset() + at;
          int g = dy.offset() + at;
          int o = dx.offset() + at;
          float[] number = Scratch.floats(Scratch.NUMBERS, 2);
          kernels.zip(Binary.MULTIPLY, ys, p, 1, gradient, g, 1, target, o, n);
          number[0] = Reducer.sum(kernels, target, o, n);
          kernels.zip(Binary.SUBTRACT, gradient, g, 1, number, 0, 0, target, o, n);
          kernels.zip(Binary.MULTIPLY, target, o, 1, ys, p, 1, target, o, n);
        });
  }

  void logSoftmaxGradient(Tensor y, Tensor dy, Tensor dx) {
    float[] ys = floats(y);
    float[] gradient = floats(dy);
    float[] target = floats(dx);
    each(
        y.size(),
        at -> {
          int g = dy.offset() + at;
          int o = dx.offset() + at;
          float[] number = Scratch.floats(Scratch.NUMBERS, 2);
          number[0] = Reducer.sum(kernels, gradient, g, n);
          kernels.map(Unary.EXP, ys, y.offset() + at, target, o, n);
          kernels.zip(Binary.MULTIPLY, target, o, 1, number, 0, 0, target, o, n);
          kernels.zip(Binary.SUBTRACT, gradient, g, 1, target, o, 1, target, o, n);
        });
  }

  /** Runs the body for the first element of each row. */
  private void each(int size, Row body) {
    int rows = size / n;
    int perTask = Math.max(1, GRAIN / n);
    Parallel.run(
        threads,
        Math.ceilDiv(rows, perTask),
        task -> {
          for (int row = task * perTask; row < Math.min(rows, (task + 1) * perTask); row++) {
            body.run(row * n);
          }
        });
  }
}
