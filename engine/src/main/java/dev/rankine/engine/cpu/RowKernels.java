package dev.rankine.engine.cpu;

/**
 * The inner loops of what goes a row at a time: softmax, normalisations, strided copies. Like
 * {@link Kernels} they check nothing, an output may be the same range as an input, and there are
 * two implementations, equal to the last bit.
 */
public interface RowKernels {
  /** out[i] ← e^(x[i] − shift). */
  void powers(float[] x, int xo, float shift, float[] out, int oo, int n);

  /** out[i] ← (x[i] − first) − second. */
  void less(float[] x, int xo, float first, float second, float[] out, int oo, int n);

  /** partials[i mod 32] += a[i]·b[i], in ascending i. */
  void productsInto(float[] partials, float[] a, int ao, float[] b, int bo, int n);

  /** out[i] ← (a[i] − shift)·b[i]. */
  void shiftedProducts(
      float[] a, int ao, float shift, float[] b, int bo, float[] out, int oo, int n);

  /** out[i] ← ((a[i] − b[i]·slope) − level)·factor. */
  void residuals(
      float[] a,
      int ao,
      float[] b,
      int bo,
      float slope,
      float level,
      float factor,
      float[] out,
      int oo,
      int n);

  /** out[i] ← x[2·i]. */
  void everySecond(float[] x, int xo, float[] out, int oo, int n);

  /** out[i] ← (x[i] − shift)·factor. */
  void scaled(float[] x, int xo, float shift, float factor, float[] out, int oo, int n);

  /** out[i] ← ((x[i] − shift)·factor)·a[i] + b[i]. */
  void normalized(
      float[] x,
      int xo,
      float shift,
      float factor,
      float[] a,
      int ao,
      float[] b,
      int bo,
      float[] out,
      int oo,
      int n);

  /**
   * da[i] += dy[i]·((x[i] − mean[row])·factor[row]) and db[i] += dy[i] for each of some rows, in
   * ascending order; rows of x and dy are pitch elements apart.
   */
  void normalizedSums(
      int rows,
      int pitch,
      float[] x,
      int xo,
      float[] mean,
      int mo,
      float[] factor,
      int fo,
      float[] dy,
      int dyo,
      float[] da,
      int dao,
      float[] db,
      int dbo,
      int n);
}
