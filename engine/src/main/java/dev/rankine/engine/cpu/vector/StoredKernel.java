package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * The tile of {@link MicroKernel8} for operands that are read as they are stored: all distances are
 * variables. At 512 bits an instruction multiplies and adds in a whole cycle, and the additions and
 * checks of indices that those cost find room beside it.
 *
 * <pre>
 *                     b[bo + p·ldb …]
 *                     ┌──── b0 ────┬──── b1 ────┐
 *  a[ao + p·step]     │    c00     │    c01     │
 *  a[a1 + p·step]     │    c10     │    c11     │   cij ← fma(ai, bj, cij), p = 0 … k − 1
 *        …            │     …      │     …      │   a1 = ao + line, a2 = a1 + line, …
 *                     └────────────┴────────────┘
 * </pre>
 */
final class StoredKernel {
  /** Rows of a tile. */
  static final int ROWS = 8;

  private StoredKernel() {}

  /** Eight rows by two vectors. */
  static void pair(
      int k,
      float[] a,
      int ao,
      int line,
      int step,
      float[] b,
      int bo,
      int ldb,
      float[] seed,
      int so,
      int seedPitch,
      float[] c,
      int co,
      int ldc) {
    if (k <= 0) {
      return;
    }
    int a1 = ao + line;
    int a2 = a1 + line;
    int a3 = a2 + line;
    int a4 = a3 + line;
    int a5 = a4 + line;
    int a6 = a5 + line;
    int a7 = a6 + line;
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
    int at = 0;
    do {
      FloatVector b0 = FloatVector.fromArray(FLOAT, b, bo);
      FloatVector b1 = FloatVector.fromArray(FLOAT, b, bo + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOAT, a[ao + at]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(FLOAT, a[a1 + at]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(FLOAT, a[a2 + at]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(FLOAT, a[a3 + at]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(FLOAT, a[a4 + at]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(FLOAT, a[a5 + at]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      FloatVector x6 = FloatVector.broadcast(FLOAT, a[a6 + at]);
      c60 = x6.fma(b0, c60);
      c61 = x6.fma(b1, c61);
      FloatVector x7 = FloatVector.broadcast(FLOAT, a[a7 + at]);
      c70 = x7.fma(b0, c70);
      c71 = x7.fma(b1, c71);
      at += step;
      bo += ldb;
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

  /** Eight rows by one vector. */
  static void single(
      int k,
      float[] a,
      int ao,
      int line,
      int step,
      float[] b,
      int bo,
      int ldb,
      float[] seed,
      int so,
      int seedPitch,
      float[] c,
      int co,
      int ldc) {
    if (k <= 0) {
      return;
    }
    int a1 = ao + line;
    int a2 = a1 + line;
    int a3 = a2 + line;
    int a4 = a3 + line;
    int a5 = a4 + line;
    int a6 = a5 + line;
    int a7 = a6 + line;
    FloatVector c0 = FloatVector.fromArray(FLOAT, seed, so);
    FloatVector c1 = FloatVector.fromArray(FLOAT, seed, so + seedPitch);
    FloatVector c2 = FloatVector.fromArray(FLOAT, seed, so + 2 * seedPitch);
    FloatVector c3 = FloatVector.fromArray(FLOAT, seed, so + 3 * seedPitch);
    FloatVector c4 = FloatVector.fromArray(FLOAT, seed, so + 4 * seedPitch);
    FloatVector c5 = FloatVector.fromArray(FLOAT, seed, so + 5 * seedPitch);
    FloatVector c6 = FloatVector.fromArray(FLOAT, seed, so + 6 * seedPitch);
    FloatVector c7 = FloatVector.fromArray(FLOAT, seed, so + 7 * seedPitch);
    int p = 0;
    int at = 0;
    do {
      FloatVector y = FloatVector.fromArray(FLOAT, b, bo);
      c0 = FloatVector.broadcast(FLOAT, a[ao + at]).fma(y, c0);
      c1 = FloatVector.broadcast(FLOAT, a[a1 + at]).fma(y, c1);
      c2 = FloatVector.broadcast(FLOAT, a[a2 + at]).fma(y, c2);
      c3 = FloatVector.broadcast(FLOAT, a[a3 + at]).fma(y, c3);
      c4 = FloatVector.broadcast(FLOAT, a[a4 + at]).fma(y, c4);
      c5 = FloatVector.broadcast(FLOAT, a[a5 + at]).fma(y, c5);
      c6 = FloatVector.broadcast(FLOAT, a[a6 + at]).fma(y, c6);
      c7 = FloatVector.broadcast(FLOAT, a[a7 + at]).fma(y, c7);
      at += step;
      bo += ldb;
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
