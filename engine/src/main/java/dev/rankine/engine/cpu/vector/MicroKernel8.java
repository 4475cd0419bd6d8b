package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * For 32 vector registers, AVX-512, NEON and SVE: sixteen accumulators in eight rows by two
 * vectors, or eight rows by one.
 */
final class MicroKernel8 implements MicroKernel {
  private static final int HEIGHT = 8;

  @Override
  public int height() {
    return HEIGHT;
  }

  @Override
  public int singleRows() {
    return HEIGHT;
  }

  @Override
  public void pair(
      int k,
      float[] a,
      int ao,
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
    FloatVector c00 = FloatVector.fromArray(FLOAT, seed, so);
    FloatVector c01 = FloatVector.fromArray(FLOAT, seed, so + COUNT);
    FloatVector c10 = FloatVector.fromArray(FLOAT, seed, so + seedPitch);
    FloatVector c11 = FloatVector.fromArray(FLOAT, seed, so + seedPitch + COUNT);
    FloatVector c20 = FloatVector.fromArray(FLOAT, seed, so + 2 * seedPitch);
    FloatVector c21 = FloatVector.fromArray(FLOAT, seed, so + 2 * seedPitch + COUNT);
    FloatVector c30 = FloatVector.fromArray(FLOAT, seed, so + 3 * seedPitch);
    FloatVector c31 = FloatVector.fromArray(FLOAT, seed, so + 3 * seedPitch + COUNT);
    FloatVector c40 = FloatVector.fromArray(FLOAT, seed, so + 4 * seedPitch);
    FloatVector c41 = FloatVector.fromArray(FLOAT, seed, so + 4 * seedPitch + COUNT);
    FloatVector c50 = FloatVector.fromArray(FLOAT, seed, so + 5 * seedPitch);
    FloatVector c51 = FloatVector.fromArray(FLOAT, seed, so + 5 * seedPitch + COUNT);
    FloatVector c60 = FloatVector.fromArray(FLOAT, seed, so + 6 * seedPitch);
    FloatVector c61 = FloatVector.fromArray(FLOAT, seed, so + 6 * seedPitch + COUNT);
    FloatVector c70 = FloatVector.fromArray(FLOAT, seed, so + 7 * seedPitch);
    FloatVector c71 = FloatVector.fromArray(FLOAT, seed, so + 7 * seedPitch + COUNT);
    int p = 0;
    do {
      FloatVector b0 = FloatVector.fromArray(FLOAT, b, bo + p * COLUMNS);
      FloatVector b1 = FloatVector.fromArray(FLOAT, b, bo + p * COLUMNS + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      FloatVector a6 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 6]);
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      FloatVector a7 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 7]);
      c70 = a7.fma(b0, c70);
      c71 = a7.fma(b1, c71);
    } while (++p < k);
    c00.intoArray(c, co);
    c01.intoArray(c, co + COUNT);
    c10.intoArray(c, co + ldc);
    c11.intoArray(c, co + ldc + COUNT);
    c20.intoArray(c, co + 2 * ldc);
    c21.intoArray(c, co + 2 * ldc + COUNT);
    c30.intoArray(c, co + 3 * ldc);
    c31.intoArray(c, co + 3 * ldc + COUNT);
    c40.intoArray(c, co + 4 * ldc);
    c41.intoArray(c, co + 4 * ldc + COUNT);
    c50.intoArray(c, co + 5 * ldc);
    c51.intoArray(c, co + 5 * ldc + COUNT);
    c60.intoArray(c, co + 6 * ldc);
    c61.intoArray(c, co + 6 * ldc + COUNT);
    c70.intoArray(c, co + 7 * ldc);
    c71.intoArray(c, co + 7 * ldc + COUNT);
  }

  @Override
  public void single(
      int k,
      float[] a,
      int ao,
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
    FloatVector c00 = FloatVector.fromArray(FLOAT, seed, so);
    FloatVector c10 = FloatVector.fromArray(FLOAT, seed, so + seedPitch);
    FloatVector c20 = FloatVector.fromArray(FLOAT, seed, so + 2 * seedPitch);
    FloatVector c30 = FloatVector.fromArray(FLOAT, seed, so + 3 * seedPitch);
    FloatVector c40 = FloatVector.fromArray(FLOAT, seed, so + 4 * seedPitch);
    FloatVector c50 = FloatVector.fromArray(FLOAT, seed, so + 5 * seedPitch);
    FloatVector c60 = FloatVector.fromArray(FLOAT, seed, so + 6 * seedPitch);
    FloatVector c70 = FloatVector.fromArray(FLOAT, seed, so + 7 * seedPitch);
    int p = 0;
    do {
      FloatVector b0 = FloatVector.fromArray(FLOAT, b, bo + p * COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT]);
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 1]);
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 2]);
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 3]);
      c30 = a3.fma(b0, c30);
      FloatVector a4 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 4]);
      c40 = a4.fma(b0, c40);
      FloatVector a5 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 5]);
      c50 = a5.fma(b0, c50);
      FloatVector a6 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 6]);
      c60 = a6.fma(b0, c60);
      FloatVector a7 = FloatVector.broadcast(FLOAT, a[ao + p * HEIGHT + 7]);
      c70 = a7.fma(b0, c70);
    } while (++p < k);
    c00.intoArray(c, co);
    c10.intoArray(c, co + ldc);
    c20.intoArray(c, co + 2 * ldc);
    c30.intoArray(c, co + 3 * ldc);
    c40.intoArray(c, co + 4 * ldc);
    c50.intoArray(c, co + 5 * ldc);
    c60.intoArray(c, co + 6 * ldc);
    c70.intoArray(c, co + 7 * ldc);
  }
}
