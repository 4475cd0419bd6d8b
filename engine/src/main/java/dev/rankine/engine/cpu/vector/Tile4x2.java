package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of 4 rows by two vectors.
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
 * Eight accumulators, two vectors of B and one broadcast fit the 16 registers of AVX2 and SSE.
 */
final class Tile4x2 implements Tile {
  @Override
  public int rows() {
    return 4;
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
    } while (++p < k);
    c00.intoArray(c, co);
    c01.intoArray(c, co + COUNT);
    c10.intoArray(c, co + ldc);
    c11.intoArray(c, co + ldc + COUNT);
    c20.intoArray(c, co + 2 * ldc);
    c21.intoArray(c, co + 2 * ldc + COUNT);
    c30.intoArray(c, co + 3 * ldc);
    c31.intoArray(c, co + 3 * ldc + COUNT);
  }
}
