package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of 4 rows by two vectors.
 *
 * <pre>
 *                  b[b0 + offsets[p] …]  b[b1 + offsets[p] …]
 *                   ┌──── v0 ────┬──── v1 ────┐
 *  a[ao + p·4]      │    c00     │    c01     │
 *  a[ao + p·4 + 1]  │    c10     │    c11     │   cij ← fma(ai, vj, cij), p = first … last − 1
 *        …          │     …      │     …      │
 *                   └────────────┴────────────┘
 *                       c[c0 …]      c[c1 …]           next row: ldc further
 * </pre>
 *
 * Eight accumulators, two vectors of the image and one broadcast fit the 16 registers of AVX2 and
 * SSE.
 */
final class Tile4x2 implements Tile {
  @Override
  public int rows() {
    return 4;
  }

  @Override
  public void start(
      int first,
      int last,
      float[] a,
      int ao,
      int[] offsets,
      float[] b,
      int b0,
      int b1,
      float[] c,
      int c0,
      int c1,
      int ldc) {
    if (last <= first) {
      return;
    }
    FloatVector c00 = FloatVector.zero(FLOAT);
    FloatVector c01 = FloatVector.zero(FLOAT);
    FloatVector c10 = FloatVector.zero(FLOAT);
    FloatVector c11 = FloatVector.zero(FLOAT);
    FloatVector c20 = FloatVector.zero(FLOAT);
    FloatVector c21 = FloatVector.zero(FLOAT);
    FloatVector c30 = FloatVector.zero(FLOAT);
    FloatVector c31 = FloatVector.zero(FLOAT);
    int p = first;
    do {
      int offset = offsets[p];
      FloatVector v0 = FloatVector.fromArray(FLOAT, b, b0 + offset);
      FloatVector v1 = FloatVector.fromArray(FLOAT, b, b1 + offset);
      FloatVector a0 = FloatVector.broadcast(FLOAT, a[ao + p * 4]);
      c00 = a0.fma(v0, c00);
      c01 = a0.fma(v1, c01);
      FloatVector a1 = FloatVector.broadcast(FLOAT, a[ao + p * 4 + 1]);
      c10 = a1.fma(v0, c10);
      c11 = a1.fma(v1, c11);
      FloatVector a2 = FloatVector.broadcast(FLOAT, a[ao + p * 4 + 2]);
      c20 = a2.fma(v0, c20);
      c21 = a2.fma(v1, c21);
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ao + p * 4 + 3]);
      c30 = a3.fma(v0, c30);
      c31 = a3.fma(v1, c31);
    } while (++p < last);
    c00.intoArray(c, c0);
    c01.intoArray(c, c1);
    c10.intoArray(c, c0 + ldc);
    c11.intoArray(c, c1 + ldc);
    c20.intoArray(c, c0 + 2 * ldc);
    c21.intoArray(c, c1 + 2 * ldc);
    c30.intoArray(c, c0 + 3 * ldc);
    c31.intoArray(c, c1 + 3 * ldc);
  }

  @Override
  public void resume(
      int first,
      int last,
      float[] a,
      int ao,
      int[] offsets,
      float[] b,
      int b0,
      int b1,
      float[] c,
      int c0,
      int c1,
      int ldc) {
    if (last <= first) {
      return;
    }
    FloatVector c00 = FloatVector.fromArray(FLOAT, c, c0);
    FloatVector c01 = FloatVector.fromArray(FLOAT, c, c1);
    FloatVector c10 = FloatVector.fromArray(FLOAT, c, c0 + ldc);
    FloatVector c11 = FloatVector.fromArray(FLOAT, c, c1 + ldc);
    FloatVector c20 = FloatVector.fromArray(FLOAT, c, c0 + 2 * ldc);
    FloatVector c21 = FloatVector.fromArray(FLOAT, c, c1 + 2 * ldc);
    FloatVector c30 = FloatVector.fromArray(FLOAT, c, c0 + 3 * ldc);
    FloatVector c31 = FloatVector.fromArray(FLOAT, c, c1 + 3 * ldc);
    int p = first;
    do {
      int offset = offsets[p];
      FloatVector v0 = FloatVector.fromArray(FLOAT, b, b0 + offset);
      FloatVector v1 = FloatVector.fromArray(FLOAT, b, b1 + offset);
      FloatVector a0 = FloatVector.broadcast(FLOAT, a[ao + p * 4]);
      c00 = a0.fma(v0, c00);
      c01 = a0.fma(v1, c01);
      FloatVector a1 = FloatVector.broadcast(FLOAT, a[ao + p * 4 + 1]);
      c10 = a1.fma(v0, c10);
      c11 = a1.fma(v1, c11);
      FloatVector a2 = FloatVector.broadcast(FLOAT, a[ao + p * 4 + 2]);
      c20 = a2.fma(v0, c20);
      c21 = a2.fma(v1, c21);
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ao + p * 4 + 3]);
      c30 = a3.fma(v0, c30);
      c31 = a3.fma(v1, c31);
    } while (++p < last);
    c00.intoArray(c, c0);
    c01.intoArray(c, c1);
    c10.intoArray(c, c0 + ldc);
    c11.intoArray(c, c1 + ldc);
    c20.intoArray(c, c0 + 2 * ldc);
    c21.intoArray(c, c1 + 2 * ldc);
    c30.intoArray(c, c0 + 3 * ldc);
    c31.intoArray(c, c1 + 3 * ldc);
  }
}
