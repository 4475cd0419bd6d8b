package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of 6 rows by three vectors, see {@link Tile8x2} for the picture.
 *
 * <p>Eighteen accumulators, three vectors of B and six broadcasts fit the 32 registers of AVX-512,
 * NEON and SVE.
 */
final class Tile6x3 implements Tile {
  private static final int WIDTH = 3 * COUNT;

  @Override
  public int rows() {
    return 6;
  }

  @Override
  public void run(
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
    FloatVector c02 = FloatVector.fromArray(FLOAT, seed, so + 2 * COUNT);
    FloatVector c10 = FloatVector.fromArray(FLOAT, seed, so + seedPitch);
    FloatVector c11 = FloatVector.fromArray(FLOAT, seed, so + seedPitch + COUNT);
    FloatVector c12 = FloatVector.fromArray(FLOAT, seed, so + seedPitch + 2 * COUNT);
    FloatVector c20 = FloatVector.fromArray(FLOAT, seed, so + 2 * seedPitch);
    FloatVector c21 = FloatVector.fromArray(FLOAT, seed, so + 2 * seedPitch + COUNT);
    FloatVector c22 = FloatVector.fromArray(FLOAT, seed, so + 2 * seedPitch + 2 * COUNT);
    FloatVector c30 = FloatVector.fromArray(FLOAT, seed, so + 3 * seedPitch);
    FloatVector c31 = FloatVector.fromArray(FLOAT, seed, so + 3 * seedPitch + COUNT);
    FloatVector c32 = FloatVector.fromArray(FLOAT, seed, so + 3 * seedPitch + 2 * COUNT);
    FloatVector c40 = FloatVector.fromArray(FLOAT, seed, so + 4 * seedPitch);
    FloatVector c41 = FloatVector.fromArray(FLOAT, seed, so + 4 * seedPitch + COUNT);
    FloatVector c42 = FloatVector.fromArray(FLOAT, seed, so + 4 * seedPitch + 2 * COUNT);
    FloatVector c50 = FloatVector.fromArray(FLOAT, seed, so + 5 * seedPitch);
    FloatVector c51 = FloatVector.fromArray(FLOAT, seed, so + 5 * seedPitch + COUNT);
    FloatVector c52 = FloatVector.fromArray(FLOAT, seed, so + 5 * seedPitch + 2 * COUNT);
    for (int p = 0; p < k; p++) {
      int at = bo + p * WIDTH;
      FloatVector b0 = FloatVector.fromArray(FLOAT, b, at);
      FloatVector b1 = FloatVector.fromArray(FLOAT, b, at + COUNT);
      FloatVector b2 = FloatVector.fromArray(FLOAT, b, at + 2 * COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOAT, a[ao + p]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      FloatVector a1 = FloatVector.broadcast(FLOAT, a[ao + PITCH + p]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      FloatVector a2 = FloatVector.broadcast(FLOAT, a[ao + 2 * PITCH + p]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ao + 3 * PITCH + p]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      FloatVector a4 = FloatVector.broadcast(FLOAT, a[ao + 4 * PITCH + p]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      c42 = a4.fma(b2, c42);
      FloatVector a5 = FloatVector.broadcast(FLOAT, a[ao + 5 * PITCH + p]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      c52 = a5.fma(b2, c52);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + COUNT);
    c02.intoArray(c, co + 2 * COUNT);
    c10.intoArray(c, co + ldc);
    c11.intoArray(c, co + ldc + COUNT);
    c12.intoArray(c, co + ldc + 2 * COUNT);
    c20.intoArray(c, co + 2 * ldc);
    c21.intoArray(c, co + 2 * ldc + COUNT);
    c22.intoArray(c, co + 2 * ldc + 2 * COUNT);
    c30.intoArray(c, co + 3 * ldc);
    c31.intoArray(c, co + 3 * ldc + COUNT);
    c32.intoArray(c, co + 3 * ldc + 2 * COUNT);
    c40.intoArray(c, co + 4 * ldc);
    c41.intoArray(c, co + 4 * ldc + COUNT);
    c42.intoArray(c, co + 4 * ldc + 2 * COUNT);
    c50.intoArray(c, co + 5 * ldc);
    c51.intoArray(c, co + 5 * ldc + COUNT);
    c52.intoArray(c, co + 5 * ldc + 2 * COUNT);
  }
}
