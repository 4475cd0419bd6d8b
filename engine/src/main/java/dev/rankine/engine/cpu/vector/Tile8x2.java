package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of 8 rows by two vectors.
 *
 * <pre>
 *                    b[bo + p·COLUMNS …]
 *                    ┌──── b0 ────┬──── b1 ────┐
 *  a[ao + p]         │    c00     │    c01     │
 *  a[ao + PITCH + p] │    c10     │    c11     │   cij ← fma(ai, bj, cij), p = 0 … k − 1
 *        …           │     …      │     …      │
 *                    └────────────┴────────────┘
 * </pre>
 *
 * Sixteen accumulators, two vectors of B and one broadcast fit the 32 registers of AVX-512, NEON
 * and SVE.
 */
final class Tile8x2 implements Tile {
  @Override
  public int rows() {
    return 8;
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
      int at = bo + p * COLUMNS;
      FloatVector b0 = FloatVector.fromArray(FLOAT, b, at);
      FloatVector b1 = FloatVector.fromArray(FLOAT, b, at + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOAT, a[ao + p]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(FLOAT, a[ao + PITCH + p]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(FLOAT, a[ao + 2 * PITCH + p]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ao + 3 * PITCH + p]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(FLOAT, a[ao + 4 * PITCH + p]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 = FloatVector.broadcast(FLOAT, a[ao + 5 * PITCH + p]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      FloatVector a6 = FloatVector.broadcast(FLOAT, a[ao + 6 * PITCH + p]);
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      FloatVector a7 = FloatVector.broadcast(FLOAT, a[ao + 7 * PITCH + p]);
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
}
