package dev.rankine.engine.cpu;

/** The plain loops over rows. */
public final class ScalarRows implements RowKernels {
  /** They have no state. */
  public static final RowKernels PLAIN = new ScalarRows();

  private ScalarRows() {}

  @Override
  public void powers(float[] x, int xo, float shift, float[] out, int oo, int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = ScalarMath.exp(x[xo + i] - shift);
    }
  }

  @Override
  public void less(float[] x, int xo, float first, float second, float[] out, int oo, int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = x[xo + i] - first - second;
    }
  }

  @Override
  public void productsInto(float[] partials, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i++) {
      partials[i & 31] += a[ao + i] * b[bo + i];
    }
  }

  @Override
  public void shiftedProducts(
      float[] a, int ao, float shift, float[] b, int bo, float[] out, int oo, int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = (a[ao + i] - shift) * b[bo + i];
    }
  }

  @Override
  public void residuals(
      float[] a,
      int ao,
      float[] b,
      int bo,
      float slope,
      float level,
      float factor,
      float[] out,
      int oo,
      int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = (a[ao + i] - b[bo + i] * slope - level) * factor;
    }
  }

  @Override
  public void everySecond(float[] x, int xo, float[] out, int oo, int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = x[xo + 2 * i];
    }
  }

  @Override
  public void scaled(float[] x, int xo, float shift, float factor, float[] out, int oo, int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = (x[xo + i] - shift) * factor;
    }
  }

  @Override
  public void normalized(
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
      int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = (x[xo + i] - shift) * factor * a[ao + i] + b[bo + i];
    }
  }

  @Override
  public void normalizedSums(
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
      int n) {
    for (int row = 0; row < rows; row++) {
      float shift = mean[mo + row];
      float by = factor[fo + row];
      int at = xo + row * pitch;
      int g = dyo + row * pitch;
      for (int i = 0; i < n; i++) {
        da[dao + i] += dy[g + i] * ((x[at + i] - shift) * by);
        db[dbo + i] += dy[g + i];
      }
    }
  }
}
