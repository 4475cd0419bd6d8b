package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of 8 rows by two vectors.
 *
 * <pre>
 *                  b[b0 + offsets[p] …]  b[b1 + offsets[p] …]
 *                   ┌──── v0 ────┬──── v1 ────┐
 *  a[ao + p·8]      │    c00     │    c01     │
 *  a[ao + p·8 + 1]  │    c10     │    c11     │   cij ← fma(ai, vj, cij), p = first … last − 1
 *        …          │     …      │     …      │
 *                   └────────────┴────────────┘
 *                       c[c0 …]      c[c1 …]           next row: ldc further
 * </pre>
 *
 * Sixteen accumulators, two vectors of the image and one broadcast fit 32 registers.
 */
final class Tile8x2 implements Tile {
  @Override
  public int rows() {
    return 8;
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
    FloatVector c40 = FloatVector.zero(FLOAT);
    FloatVector c41 = FloatVector.zero(FLOAT);
    FloatVector c50 = FloatVector.zero(FLOAT);
    FloatVector c51 = FloatVector.zero(FLOAT);
    FloatVector c60 = FloatVector.zero(FLOAT);
    FloatVector c61 = FloatVector.zero(FLOAT);
    FloatVector c70 = FloatVector.zero(FLOAT);
    FloatVector c71 = FloatVector.zero(FLOAT);
    int p = first;
    do {
      int offset = offsets[p];
      FloatVector v0 = FloatVector.fromArray(FLOAT, b, b0 + offset);
      FloatVector v1 = FloatVector.fromArray(FLOAT, b, b1 + offset);
      FloatVector a0 = FloatVector.broadcast(FLOAT, a[ao + p * 8]);
      c00 = a0.fma(v0, c00);
      c01 = a0.fma(v1, c01);
      FloatVector a1 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 1]);
      c10 = a1.fma(v0, c10);
      c11 = a1.fma(v1, c11);
      FloatVector a2 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 2]);
      c20 = a2.fma(v0, c20);
      c21 = a2.fma(v1, c21);
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 3]);
      c30 = a3.fma(v0, c30);
      c31 = a3.fma(v1, c31);
      FloatVector a4 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 4]);
      c40 = a4.fma(v0, c40);
      c41 = a4.fma(v1, c41);
      FloatVector a5 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 5]);
      c50 = a5.fma(v0, c50);
      c51 = a5.fma(v1, c51);
      FloatVector a6 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 6]);
      c60 = a6.fma(v0, c60);
      c61 = a6.fma(v1, c61);
      FloatVector a7 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 7]);
      c70 = a7.fma(v0, c70);
      c71 = a7.fma(v1, c71);
    } while (++p < last);
    c00.intoArray(c, c0);
    c01.intoArray(c, c1);
    c10.intoArray(c, c0 + ldc);
    c11.intoArray(c, c1 + ldc);
    c20.intoArray(c, c0 + 2 * ldc);
    c21.intoArray(c, c1 + 2 * ldc);
    c30.intoArray(c, c0 + 3 * ldc);
    c31.intoArray(c, c1 + 3 * ldc);
    c40.intoArray(c, c0 + 4 * ldc);
    c41.intoArray(c, c1 + 4 * ldc);
    c50.intoArray(c, c0 + 5 * ldc);
    c51.intoArray(c, c1 + 5 * ldc);
    c60.intoArray(c, c0 + 6 * ldc);
    c61.intoArray(c, c1 + 6 * ldc);
    c70.intoArray(c, c0 + 7 * ldc);
    c71.intoArray(c, c1 + 7 * ldc);
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
    FloatVector c40 = FloatVector.fromArray(FLOAT, c, c0 + 4 * ldc);
    FloatVector c41 = FloatVector.fromArray(FLOAT, c, c1 + 4 * ldc);
    FloatVector c50 = FloatVector.fromArray(FLOAT, c, c0 + 5 * ldc);
    FloatVector c51 = FloatVector.fromArray(FLOAT, c, c1 + 5 * ldc);
    FloatVector c60 = FloatVector.fromArray(FLOAT, c, c0 + 6 * ldc);
    FloatVector c61 = FloatVector.fromArray(FLOAT, c, c1 + 6 * ldc);
    FloatVector c70 = FloatVector.fromArray(FLOAT, c, c0 + 7 * ldc);
    FloatVector c71 = FloatVector.fromArray(FLOAT, c, c1 + 7 * ldc);
    int p = first;
    do {
      int offset = offsets[p];
      FloatVector v0 = FloatVector.fromArray(FLOAT, b, b0 + offset);
      FloatVector v1 = FloatVector.fromArray(FLOAT, b, b1 + offset);
      FloatVector a0 = FloatVector.broadcast(FLOAT, a[ao + p * 8]);
      c00 = a0.fma(v0, c00);
      c01 = a0.fma(v1, c01);
      FloatVector a1 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 1]);
      c10 = a1.fma(v0, c10);
      c11 = a1.fma(v1, c11);
      FloatVector a2 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 2]);
      c20 = a2.fma(v0, c20);
      c21 = a2.fma(v1, c21);
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 3]);
      c30 = a3.fma(v0, c30);
      c31 = a3.fma(v1, c31);
      FloatVector a4 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 4]);
      c40 = a4.fma(v0, c40);
      c41 = a4.fma(v1, c41);
      FloatVector a5 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 5]);
      c50 = a5.fma(v0, c50);
      c51 = a5.fma(v1, c51);
      FloatVector a6 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 6]);
      c60 = a6.fma(v0, c60);
      c61 = a6.fma(v1, c61);
      FloatVector a7 = FloatVector.broadcast(FLOAT, a[ao + p * 8 + 7]);
      c70 = a7.fma(v0, c70);
      c71 = a7.fma(v1, c71);
    } while (++p < last);
    c00.intoArray(c, c0);
    c01.intoArray(c, c1);
    c10.intoArray(c, c0 + ldc);
    c11.intoArray(c, c1 + ldc);
    c20.intoArray(c, c0 + 2 * ldc);
    c21.intoArray(c, c1 + 2 * ldc);
    c30.intoArray(c, c0 + 3 * ldc);
    c31.intoArray(c, c1 + 3 * ldc);
    c40.intoArray(c, c0 + 4 * ldc);
    c41.intoArray(c, c1 + 4 * ldc);
    c50.intoArray(c, c0 + 5 * ldc);
    c51.intoArray(c, c1 + 5 * ldc);
    c60.intoArray(c, c0 + 6 * ldc);
    c61.intoArray(c, c1 + 6 * ldc);
    c70.intoArray(c, c0 + 7 * ldc);
    c71.intoArray(c, c1 + 7 * ldc);
  }
}
