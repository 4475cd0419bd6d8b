package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of 3 rows by three vectors, see {@link Tile4x2} for the picture.
 *
 * <p>Nine accumulators, three vectors of B and three broadcasts fit the 16 registers of AVX2 and
 * SSE.
 */
final class Tile3x3 implements Tile {
  private static final int WIDTH = 3 * COUNT;

  @Override
  public int rows() {
    return 3;
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
  }
}
