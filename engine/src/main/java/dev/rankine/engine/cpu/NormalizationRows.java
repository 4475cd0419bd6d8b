package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.Tensor;

/**
 * Normalisations over the innermost axes, a row at a time while it is in the cache. The bits are
 * those of the single primitives.
 *
 * @param n elements of a row
 */
record NormalizationRows(Kernels kernels, int threads, int n) {
  void standardize(
      Tensor x, double epsilon, Tensor mean, Tensor variance, Tensor factor, Tensor y) {
    float[] source = floats(x);
    float[] target = floats(y);
    each(
        x.size() / n,
        row -> {
          int at = x.offset() + row * n;
          float average = Reducer.sum(kernels, source, at, n) / n;
          float spread = variance(kernels, source, at, average, n);
          float scale = factor(spread, epsilon);
          floats(mean)[mean.offset() + row] = average;
          floats(variance)[variance.offset() + row] = spread;
          floats(factor)[factor.offset() + row] = scale;
          kernels.rows().scaled(source, at, average, scale, target, y.offset() + row * n, n);
        });
  }

  /** Of n elements with a known mean. */
  static float variance(Kernels kernels, float[] x, int xo, float mean, int n) {
    float[] partials = Scratch.filled(Scratch.PARTIALS, Reducer.PARTIALS, 0);
    kernels.squaresInto(partials, 0, mean, x, xo, n);
    return Reducer.tree(partials) / n;
  }

  /** The mean of a[i]·b[i]. */
  static float meanProduct(Kernels kernels, float[] a, int ao, float[] b, int bo, int n) {
    float[] partials = Scratch.filled(Scratch.PARTIALS, Reducer.PARTIALS, 0);
    kernels.rows().productsInto(partials, a, ao, b, bo, n);
    return Reducer.tree(partials) / n;
  }

  /** 1 / √(square + ε). */
  static float factor(float square, double epsilon) {
    return 1f / (float) Math.sqrt(square + (float) epsilon);
  }

  void standardizeGradient(Tensor y, Tensor factor, Tensor dy, Tensor dx) {
    float[] gradient = floats(dy);
    each(
        y.size() / n,
        row -> {
          float level = Reducer.sum(kernels, gradient, dy.offset() + row * n, n) / n;
          gradient(y, factor, dy, row, level, dx);
        });
  }

  private void gradient(Tensor y, Tensor factor, Tensor dy, int row, float level, Tensor dx) {
    float[] ys = floats(y);
    float[] gradient = floats(dy);
    int at = y.offset() + row * n;
    int g = dy.offset() + row * n;
    float slope = meanProduct(kernels, gradient, g, ys, at, n);
    float scale = floats(factor)[factor.offset() + row];
    int o = dx.offset() + row * n;
    kernels.rows().residuals(gradient, g, ys, at, slope, level, scale, floats(dx), o, n);
  }

  void rmsNormalize(Tensor x, double epsilon, Tensor factor, Tensor y) {
    float[] source = floats(x);
    each(
        x.size() / n,
        row -> {
          int at = x.offset() + row * n;
          float scale = factor(meanProduct(kernels, source, at, source, at, n), epsilon);
          floats(factor)[factor.offset() + row] = scale;
          kernels.rows().scaled(source, at, 0, scale, floats(y), y.offset() + row * n, n);
        });
  }

  void rmsNormalizeGradient(Tensor y, Tensor factor, Tensor dy, Tensor dx) {
    each(y.size() / n, row -> gradient(y, factor, dy, row, 0, dx));
  }

  private void each(int rows, SoftmaxRows.Row body) {
    new SoftmaxRows(kernels, threads, n).each(rows, body);
  }
}
