package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.LayerNormalization;
import dev.rankine.engine.Tensor;
import java.util.Arrays;

/**
 * Layer normalisation a row at a time while it is in the cache. The bits are those of the single
 * primitives.
 *
 * @param backend owns the operands
 * @param composed does what has rows that several threads should share, or none
 */
record LayerNormRows(Kernels kernels, int threads, Backend backend, LayerNormalization composed)
    implements LayerNormalization {
  private static final int GRAIN = 1 << 15;

  /** Columns that are worth a task of their own. */
  private static final int COLUMNS = 384;

  /** What the width of a strip of columns is a multiple of. */
  private static final int ROUND = 32;

  @Override
  public void forward(
      Tensor x, double epsilon, Tensor scale, Tensor shift, Tensor mean, Tensor factor, Tensor y) {
    int[] axes = LayerNormalization.axes(backend, x, y, y, mean, factor, scale, shift);
    int n = SoftmaxRows.length(x.shape(), axes);
    if (n == 0) {
      composed.forward(x, epsilon, scale, shift, mean, factor, y);
      return;
    }
    float[] source = floats(x);
    new SoftmaxRows(kernels, threads, n)
        .each(
            x.size() / n,
            row -> {
              int at = x.offset() + row * n;
              float level = Reducer.sum(kernels, source, at, n) / n;
              float spread = NormalizationRows.variance(kernels, source, at, level, n);
              float slope = NormalizationRows.factor(spread, epsilon);
              floats(mean)[mean.offset() + row] = level;
              floats(factor)[factor.offset() + row] = slope;
              float[] target = floats(y);
              int to = y.offset() + row * n;
              float[] a = floats(scale);
              float[] b = floats(shift);
              kernels
                  .rows()
                  .normalized(
                      source,
                      at,
                      level,
                      slope,
                      a,
                      scale.offset(),
                      b,
                      shift.offset(),
                      target,
                      to,
                      n);
            });
  }

  @Override
  public void inputGradient(
      Tensor x, Tensor mean, Tensor factor, Tensor scale, Tensor dy, Tensor dx) {
    int[] axes = LayerNormalization.axes(backend, x, dx, dy, mean, factor, scale);
    int n = SoftmaxRows.length(x.shape(), axes);
    if (n == 0) {
      composed.inputGradient(x, mean, factor, scale, dy, dx);
      return;
    }
    float[] target = floats(dx);
    new SoftmaxRows(kernels, threads, n)
        .each(
            x.size() / n,
            row -> {
              int o = dx.offset() + row * n;
              float shift = floats(mean)[mean.offset() + row];
              float by = floats(factor)[factor.offset() + row];
              kernels.rows().scaled(floats(x), x.offset() + row * n, shift, by, target, o, n);
              float[] g = Scratch.floats(Scratch.MEANS, n);
              int from = dy.offset() + row * n;
              int so = scale.offset();
              kernels.zip(Binary.MULTIPLY, floats(dy), from, 1, floats(scale), so, 1, g, 0, n);
              float level = Reducer.sum(kernels, g, 0, n) / n;
              float slope = NormalizationRows.meanProduct(kernels, g, 0, target, o, n);
              kernels.rows().residuals(g, 0, target, o, slope, level, by, target, o, n);
            });
  }

  /** Columns are independent: they are shared out. */
  @Override
  public void parameterGradients(
      Tensor x, Tensor mean, Tensor factor, Tensor dy, Tensor dScale, Tensor dShift) {
    int[] axes = LayerNormalization.axes(backend, x, x, dy, mean, factor, dScale, dShift);
    int n = SoftmaxRows.length(x.shape(), axes);
    if (n == 0) {
      composed.parameterGradients(x, mean, factor, dy, dScale, dShift);
      return;
    }
    int strips = Math.clamp(x.size() / GRAIN, 1, Math.max(1, n / COLUMNS));
    int width = Math.ceilDiv(Math.ceilDiv(n, strips), ROUND) * ROUND;
    Parallel.run(
        threads,
        Math.ceilDiv(n, width),
        task -> {
          int column = task * width;
          int count = Math.min(width, n - column);
          sums(x, mean, factor, dy, n, column, count, dScale, dShift);
        });
  }

  private void sums(
      Tensor x,
      Tensor mean,
      Tensor factor,
      Tensor dy,
      int n,
      int column,
      int count,
      Tensor dScale,
      Tensor dShift) {
    float[] a = floats(dScale);
    float[] b = floats(dShift);
    int ao = dScale.offset() + column;
    int bo = dShift.offset() + column;
    Arrays.fill(a, ao, ao + count, 0);
    Arrays.fill(b, bo, bo + count, 0);
    kernels
        .rows()
        .normalizedSums(
            x.size() / n,
            n,
            floats(x),
            x.offset() + column,
            floats(mean),
            mean.offset(),
            floats(factor),
            factor.offset(),
            floats(dy),
            dy.offset() + column,
            a,
            ao,
            b,
            bo,
            count);
  }
}
