package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.cpu.RowKernels;
import dev.rankine.engine.cpu.ScalarRows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The loops over rows in SIMD. The static ones take the whole vectors of a range and return where
 * they stopped.
 */
final class VectorRows implements RowKernels {
  private final RowKernels scalar = ScalarRows.PLAIN;

  @Override
  public void powers(float[] x, int xo, float shift, float[] out, int oo, int n) {
    int done = VectorMath.powers(x, xo, shift, out, oo, n);
    int rest = n - done;
    if (rest > 0) {
      float[] padded = Workspace.get().vector;
      System.arraycopy(x, xo + done, padded, 0, rest);
      Arrays.fill(padded, rest, COUNT, 0);
      VectorMath.powers(padded, 0, shift, padded, 0, COUNT);
      System.arraycopy(padded, 0, out, oo + done, rest);
    }
  }

  @Override
  public void less(float[] x, int xo, float first, float second, float[] out, int oo, int n) {
    int done = differences(x, xo, first, second, out, oo, n);
    scalar.less(x, xo + done, first, second, out, oo + done, n - done);
  }

  static int differences(float[] x, int xo, float first, float second, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, xo + i).sub(first);
      v.sub(second).intoArray(out, oo + i);
    }
    return i;
  }

  @Override
  public void productsInto(float[] partials, float[] a, int ao, float[] b, int bo, int n) {
    int rounds = n / 32;
    products(partials, a, ao, b, bo, rounds);
    int whole = rounds * 32;
    int done = whole + restOfProducts(partials, a, ao + whole, b, bo + whole, n - whole);
    for (int i = done; i < n; i++) {
      partials[i & 31] += a[ao + i] * b[bo + i];
    }
  }

  /** Whole rounds of 32 elements. */
  static void products(float[] partials, float[] a, int ao, float[] b, int bo, int rounds) {
    if (rounds <= 0) {
      return;
    }
    for (int lane = 0; lane < 32; lane += 2 * COUNT) {
      FloatVector s0 = FloatVector.fromArray(FLOAT, partials, lane);
      FloatVector s1 = FloatVector.fromArray(FLOAT, partials, lane + COUNT);
      int at = ao + lane;
      int to = bo + lane;
      int end = at + rounds * 32;
      do {
        FloatVector u0 = FloatVector.fromArray(FLOAT, a, at);
        FloatVector u1 = FloatVector.fromArray(FLOAT, a, at + COUNT);
        s0 = FloatVector.fromArray(FLOAT, b, to).mul(u0).add(s0);
        s1 = FloatVector.fromArray(FLOAT, b, to + COUNT).mul(u1).add(s1);
        at += 32;
        to += 32;
      } while (at < end);
      s0.intoArray(partials, lane);
      s1.intoArray(partials, lane + COUNT);
    }
  }

  private static int restOfProducts(float[] partials, float[] a, int ao, float[] b, int bo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector s = FloatVector.fromArray(FLOAT, partials, i);
      FloatVector.fromArray(FLOAT, b, bo + i).mul(u).add(s).intoArray(partials, i);
    }
    return i;
  }

  @Override
  public void shiftedProducts(
      float[] a, int ao, float shift, float[] b, int bo, float[] out, int oo, int n) {
    int done = shifted(a, ao, shift, b, bo, out, oo, n);
    scalar.shiftedProducts(a, ao + done, shift, b, bo + done, out, oo + done, n - done);
  }

  static int shifted(
      float[] a, int ao, float shift, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i).sub(shift);
      FloatVector.fromArray(FLOAT, b, bo + i).mul(u).intoArray(out, oo + i);
    }
    return i;
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
    int done = residualsOf(a, ao, b, bo, slope, level, factor, out, oo, n);
    int rest = n - done;
    scalar.residuals(a, ao + done, b, bo + done, slope, level, factor, out, oo + done, rest);
  }

  static int residualsOf(
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
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector along = FloatVector.fromArray(FLOAT, b, bo + i).mul(slope);
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      u.sub(along).sub(level).mul(factor).intoArray(out, oo + i);
    }
    return i;
  }

  @Override
  public void everySecond(float[] x, int xo, float[] out, int oo, int n) {
    int done = Rows.pickEven(n - 1, x, xo, out, oo);
    scalar.everySecond(x, xo + 2 * done, out, oo + done, n - done);
  }

  @Override
  public void scaled(float[] x, int xo, float shift, float factor, float[] out, int oo, int n) {
    int done = scaledOf(x, xo, shift, factor, out, oo, n);
    scalar.scaled(x, xo + done, shift, factor, out, oo + done, n - done);
  }

  static int scaledOf(float[] x, int xo, float shift, float factor, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, xo + i).sub(shift);
      v.mul(factor).intoArray(out, oo + i);
    }
    return i;
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
    int done = normalizedOf(x, xo, shift, factor, a, ao, b, bo, out, oo, n);
    int rest = n - done;
    scalar.normalized(
        x, xo + done, shift, factor, a, ao + done, b, bo + done, out, oo + done, rest);
  }

  static int normalizedOf(
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
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector z = FloatVector.fromArray(FLOAT, x, xo + i).sub(shift).mul(factor);
      FloatVector scaled = FloatVector.fromArray(FLOAT, a, ao + i).mul(z);
      FloatVector.fromArray(FLOAT, b, bo + i).add(scaled).intoArray(out, oo + i);
    }
    return i;
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
    int row = 0;
    for (; row <= rows - 2; row += 2) {
      float m0 = mean[mo + row];
      float m1 = mean[mo + row + 1];
      float f0 = factor[fo + row];
      float f1 = factor[fo + row + 1];
      int at = xo + row * pitch;
      int g = dyo + row * pitch;
      sumsOfTwo(x, at, m0, f0, m1, f1, pitch, dy, g, da, dao, db, dbo, n);
    }
    int whole = n - n % COUNT;
    int g = dyo + whole;
    scalar.normalizedSums(
        row,
        pitch,
        x,
        xo + whole,
        mean,
        mo,
        factor,
        fo,
        dy,
        g,
        da,
        dao + whole,
        db,
        dbo + whole,
        n - whole);
    int at = row * pitch;
    scalar.normalizedSums(
        rows - row,
        pitch,
        x,
        xo + at,
        mean,
        mo + row,
        factor,
        fo + row,
        dy,
        dyo + at,
        da,
        dao,
        db,
        dbo,
        n);
  }

  /** Adds two rows, so that the sums are read and written once for them. */
  private static void sumsOfTwo(
      float[] x,
      int xo,
      float m0,
      float f0,
      float m1,
      float f1,
      int pitch,
      float[] dy,
      int dyo,
      float[] da,
      int dao,
      float[] db,
      int dbo,
      int n) {
    for (int i = 0; i <= n - COUNT; i += COUNT) {
      FloatVector g0 = FloatVector.fromArray(FLOAT, dy, dyo + i);
      FloatVector g1 = FloatVector.fromArray(FLOAT, dy, dyo + pitch + i);
      FloatVector p0 = FloatVector.fromArray(FLOAT, x, xo + i).sub(m0).mul(f0).mul(g0);
      FloatVector p1 = FloatVector.fromArray(FLOAT, x, xo + pitch + i).sub(m1).mul(f1).mul(g1);
      FloatVector s = FloatVector.fromArray(FLOAT, da, dao + i);
      s.add(p0).add(p1).intoArray(da, dao + i);
      FloatVector t = FloatVector.fromArray(FLOAT, db, dbo + i);
      t.add(g0).add(g1).intoArray(db, dbo + i);
    }
  }
}
