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
}
