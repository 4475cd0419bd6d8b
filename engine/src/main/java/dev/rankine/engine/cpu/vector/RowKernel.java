package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * Eight rows of A as they are stored times one panel of B of a vector's width. Where that is all of
 * B, packing A would take longer than the product: [64, 785]·[785, 8] takes half the time so. With
 * sixteen lanes {@link StoredKernel} does it, as fast, for a transposed A as well: [64, 64]ᵀ·[64,
 * 8] takes three quarters of the time that it took with a packed A (Zen 4).
 */
final class RowKernel {
  /** Rows of a call. */
  static final int ROWS = 8;

  private RowKernel() {}

  /** Rows of A are lda apart, their elements contiguous. */
  static void run(
      int k,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      float[] seed,
      int so,
      int seedPitch,
      float[] c,
      int co,
      int ldc) {
    if (k <= 0) {
      return;
    }
    int a1 = ao + lda;
    int a2 = a1 + lda;
    int a3 = a2 + lda;
    int a4 = a3 + lda;
    int a5 = a4 + lda;
    int a6 = a5 + lda;
    int a7 = a6 + lda;
    FloatVector c0 = FloatVector.fromArray(FLOAT, seed, so);
    FloatVector c1 = FloatVector.fromArray(FLOAT, seed, so + seedPitch);
    FloatVector c2 = FloatVector.fromArray(FLOAT, seed, so + 2 * seedPitch);
    FloatVector c3 = FloatVector.fromArray(FLOAT, seed, so + 3 * seedPitch);
    FloatVector c4 = FloatVector.fromArray(FLOAT, seed, so + 4 * seedPitch);
    FloatVector c5 = FloatVector.fromArray(FLOAT, seed, so + 5 * seedPitch);
    FloatVector c6 = FloatVector.fromArray(FLOAT, seed, so + 6 * seedPitch);
    FloatVector c7 = FloatVector.fromArray(FLOAT, seed, so + 7 * seedPitch);
    int p = 0;
    do {
      FloatVector y = FloatVector.fromArray(FLOAT, b, bo + p * COUNT);
      c0 = FloatVector.broadcast(FLOAT, a[ao + p]).fma(y, c0);
      c1 = FloatVector.broadcast(FLOAT, a[a1 + p]).fma(y, c1);
      c2 = FloatVector.broadcast(FLOAT, a[a2 + p]).fma(y, c2);
      c3 = FloatVector.broadcast(FLOAT, a[a3 + p]).fma(y, c3);
      c4 = FloatVector.broadcast(FLOAT, a[a4 + p]).fma(y, c4);
      c5 = FloatVector.broadcast(FLOAT, a[a5 + p]).fma(y, c5);
      c6 = FloatVector.broadcast(FLOAT, a[a6 + p]).fma(y, c6);
      c7 = FloatVector.broadcast(FLOAT, a[a7 + p]).fma(y, c7);
    } while (++p < k);
    c0.intoArray(c, co);
    c1.intoArray(c, co + ldc);
    c2.intoArray(c, co + 2 * ldc);
    c3.intoArray(c, co + 3 * ldc);
    c4.intoArray(c, co + 4 * ldc);
    c5.intoArray(c, co + 5 * ldc);
    c6.intoArray(c, co + 6 * ldc);
    c7.intoArray(c, co + 7 * ldc);
  }
}
