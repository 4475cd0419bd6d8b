package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/**
 * Softmax over the innermost axes: a row at a time, so that it is in the cache from its maximum to
 * its quotients. The bits are those of the single primitives.
 *
 * @param n elements of a row
 */
record SoftmaxRows(Kernels kernels, int threads, int n) {
  private static final int GRAIN = 1 << 14;

  /** What to do with one row. */
  interface Row {
    void run(int row);
  }

  /**
   * Elements of a row, or 0 if the axes are not the innermost ones, or a row is so long that
   * several threads should share it.
   */
  static int length(Shape shape, int[] axes) {
    int first = shape.rank() - axes.length;
    boolean inner = axes.length > 0 && axes[0] == first;
    int n = inner ? shape.size() / Math.max(1, Rules.reduced(shape, axes).size()) : 0;
    return n <= Reducer.BLOCK ? n : 0;
  }

  void softmax(Tensor x, Tensor out) {
    float[] source = floats(x);
    float[] target = floats(out);
    each(
        x.size() / n,
        row -> {
          int at = x.offset() + row * n;
          softmax(source, at, kernels.max(source, at, n), target, out.offset() + row * n);
        });
  }

  /** One row, given its maximum; returns the sum of its powers. */
  float softmax(float[] x, int xo, float max, float[] out, int oo) {
    float[] number = Scratch.floats(Scratch.NUMBERS, 1);
    kernels.rows().powers(x, xo, max, out, oo, n);
    float sum = Reducer.sum(kernels, out, oo, n);
    number[0] = sum;
    kernels.zip(Binary.DIVIDE, out, oo, 1, number, 0, 0, out, oo, n);
    return sum;
  }

  void logSoftmax(Tensor x, Tensor out) {
    float[] source = floats(x);
    float[] target = floats(out);
    each(
        x.size() / n,
        row -> {
          int at = x.offset() + row * n;
          float max = kernels.max(source, at, n);
          float log = ScalarMath.log(sumOfPowers(source, at, max));
          kernels.rows().less(source, at, max, log, target, out.offset() + row * n, n);
        });
  }

  private float sumOfPowers(float[] x, int xo, float shift) {
    float[] powers = Scratch.floats(Scratch.MEANS, n);
    kernels.rows().powers(x, xo, shift, powers, 0, n);
    return Reducer.sum(kernels, powers, 0, n);
  }

  void softmaxGradient(Tensor y, Tensor dy, Tensor dx) {
    float[] ys = floats(y);
    float[] gradient = floats(dy);
    float[] target = floats(dx);
    each(
        y.size() / n,
        row -> {
          int p = y.offset() + row * n;
          int g = dy.offset() + row * n;
          float sum = sumOfProducts(ys, p, gradient, g);
          int o = dx.offset() + row * n;
          kernels.rows().shiftedProducts(gradient, g, sum, ys, p, target, o, n);
        });
  }

  private float sumOfProducts(float[] a, int ao, float[] b, int bo) {
    float[] partials = Scratch.filled(Scratch.PARTIALS, Reducer.PARTIALS, 0);
    kernels.rows().productsInto(partials, a, ao, b, bo, n);
    return Reducer.tree(partials);
  }

  void logSoftmaxGradient(Tensor y, Tensor dy, Tensor dx) {
    float[] ys = floats(y);
    float[] gradient = floats(dy);
    float[] target = floats(dx);
    each(
        y.size() / n,
        row -> {
          int g = dy.offset() + row * n;
          int o = dx.offset() + row * n;
          float sum = Reducer.sum(kernels, gradient, g, n);
          kernels.rows().powers(ys, y.offset() + row * n, 0, target, o, n);
          kernels.rows().residuals(gradient, g, target, o, sum, 0, 1, target, o, n);
        });
  }

  void logSumExp(Tensor x, Tensor out) {
    float[] source = floats(x);
    float[] target = floats(out);
    each(
        x.size() / n,
        row -> {
          int at = x.offset() + row * n;
          float max = kernels.max(source, at, n);
          float shift = Math.abs(max) == Float.POSITIVE_INFINITY ? 0 : max;
          float sum = sumOfPowers(source, at, shift);
          target[out.offset() + row] = shift + ScalarMath.log(sum);
        });
  }

  void logSumExpGradient(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    float[] source = floats(x);
    float[] gradient = floats(dy);
    float[] target = floats(dx);
    each(
        x.size() / n,
        row -> {
          int o = dx.offset() + row * n;
          float shift = floats(y)[y.offset() + row];
          kernels.rows().powers(source, x.offset() + row * n, shift, target, o, n);
          int g = dy.offset() + row;
          kernels.zip(Binary.MULTIPLY, target, o, 1, gradient, g, 0, target, o, n);
        });
  }

  /** Runs the body for each row. */
  void each(int rows, Row body) {
    int perTask = Math.max(1, GRAIN / Math.max(1, n));
    Parallel.run(
        threads,
        Math.ceilDiv(rows, perTask),
        task -> {
          for (int row = task * perTask; row < Math.min(rows, (task + 1) * perTask); row++) {
            body.run(row);
          }
        });
  }
}
