package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * For 16 vector registers, AVX2 and SSE: twelve accumulators, six rows by two vectors or twelve by
 * one.
 *
 * <p>C2 first loads all that a basic block reads, so that twelve accumulators would not leave
 * enough registers: 40 GFLOP/s. Branches that never go cut the block. Their bound must be unknown
 * to C2, and they must call, not throw, a method of this class, which is loaded for certain, or it
 * keeps the index checks in the loop. Two steps take 58 instructions: 97 GFLOP/s, beside 90 with
 * four rows by two vectors and no cuts; where a neighbour shares the core, 75 beside 63 (Zen 3,
 * panels in the cache, alternating rounds).
 */
final class MicroKernel6 implements MicroKernel {
  private static final int HEIGHT = 6;

  /** No index. */
  private static final int NEVER = -1;

  @Override
  public int height() {
    return HEIGHT;
  }

  @Override
  public int singleRows() {
    return 2 * HEIGHT;
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
    int odd = k % 2;
    step(odd, a, ao, b, bo, seed, so, seedPitch, c, co, ldc);
    if (odd == 0) {
      steps(k, a, ao, b, bo, seed, so, seedPitch, c, co, ldc, NEVER);
    } else {
      steps(k - 1, a, ao + HEIGHT, b, bo + COLUMNS, c, co, ldc, c, co, ldc, NEVER);
    }
  }

  /** One step, or none. */
  private static void step(
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
    FloatVector b0 = FloatVector.fromArray(FLOAT, b, bo);
    FloatVector b1 = FloatVector.fromArray(FLOAT, b, bo + COUNT);
    for (int r = 0; r < HEIGHT; r++) {
      FloatVector x = FloatVector.broadcast(FLOAT, a[ao + r]);
      int from = so + r * seedPitch;
      int to = co + r * ldc;
      x.fma(b0, FloatVector.fromArray(FLOAT, seed, from)).intoArray(c, to);
      x.fma(b1, FloatVector.fromArray(FLOAT, seed, from + COUNT)).intoArray(c, to + COUNT);
    }
  }

  /** An even number of steps. */
  private static void steps(
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
      int ldc,
      int never) {
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
    int ai = ao;
    int bi = bo;
    int end = ao + k * HEIGHT;
    do {
      FloatVector b0 = FloatVector.fromArray(FLOAT, b, bi);
      FloatVector b1 = FloatVector.fromArray(FLOAT, b, bi + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOAT, a[ai]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(FLOAT, a[ai + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(FLOAT, a[ai + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      if (ai == never - 2) {
        never();
      }
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ai + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(FLOAT, a[ai + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 = FloatVector.broadcast(FLOAT, a[ai + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      if (ai == never - 5) {
        never();
      }
      FloatVector d0 = FloatVector.fromArray(FLOAT, b, bi + 2 * COUNT);
      FloatVector d1 = FloatVector.fromArray(FLOAT, b, bi + 3 * COUNT);
      FloatVector a6 = FloatVector.broadcast(FLOAT, a[ai + 6]);
      c00 = a6.fma(d0, c00);
      c01 = a6.fma(d1, c01);
      FloatVector a7 = FloatVector.broadcast(FLOAT, a[ai + 7]);
      c10 = a7.fma(d0, c10);
      c11 = a7.fma(d1, c11);
      FloatVector a8 = FloatVector.broadcast(FLOAT, a[ai + 8]);
      c20 = a8.fma(d0, c20);
      c21 = a8.fma(d1, c21);
      if (ai == never - 8) {
        never();
      }
      FloatVector a9 = FloatVector.broadcast(FLOAT, a[ai + 9]);
      c30 = a9.fma(d0, c30);
      c31 = a9.fma(d1, c31);
      FloatVector a10 = FloatVector.broadcast(FLOAT, a[ai + 10]);
      c40 = a10.fma(d0, c40);
      c41 = a10.fma(d1, c41);
      FloatVector a11 = FloatVector.broadcast(FLOAT, a[ai + 11]);
      c50 = a11.fma(d0, c50);
      c51 = a11.fma(d1, c51);
      ai += 2 * HEIGHT;
      bi += 2 * COLUMNS;
    } while (ai < end);
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
    FloatVector c0 = FloatVector.fromArray(FLOAT, seed, so);
    FloatVector c1 = FloatVector.fromArray(FLOAT, seed, so + seedPitch);
    FloatVector c2 = FloatVector.fromArray(FLOAT, seed, so + 2 * seedPitch);
    FloatVector c3 = FloatVector.fromArray(FLOAT, seed, so + 3 * seedPitch);
    FloatVector c4 = FloatVector.fromArray(FLOAT, seed, so + 4 * seedPitch);
    FloatVector c5 = FloatVector.fromArray(FLOAT, seed, so + 5 * seedPitch);
    FloatVector c6 = FloatVector.fromArray(FLOAT, seed, so + 6 * seedPitch);
    FloatVector c7 = FloatVector.fromArray(FLOAT, seed, so + 7 * seedPitch);
    FloatVector c8 = FloatVector.fromArray(FLOAT, seed, so + 8 * seedPitch);
    FloatVector c9 = FloatVector.fromArray(FLOAT, seed, so + 9 * seedPitch);
    FloatVector c10 = FloatVector.fromArray(FLOAT, seed, so + 10 * seedPitch);
    FloatVector c11 = FloatVector.fromArray(FLOAT, seed, so + 11 * seedPitch);
    int ai = ao;
    int si = ao + k * HEIGHT;
    int bi = bo;
    int end = si;
    int never = ao - 1;
    do {
      FloatVector b0 = FloatVector.fromArray(FLOAT, b, bi);
      FloatVector a0 = FloatVector.broadcast(FLOAT, a[ai]);
      c0 = a0.fma(b0, c0);
      FloatVector a1 = FloatVector.broadcast(FLOAT, a[ai + 1]);
      c1 = a1.fma(b0, c1);
      FloatVector a2 = FloatVector.broadcast(FLOAT, a[ai + 2]);
      c2 = a2.fma(b0, c2);
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ai + 3]);
      c3 = a3.fma(b0, c3);
      if (ai + 3 == never) {
        never();
      }
      FloatVector a4 = FloatVector.broadcast(FLOAT, a[ai + 4]);
      c4 = a4.fma(b0, c4);
      FloatVector a5 = FloatVector.broadcast(FLOAT, a[ai + 5]);
      c5 = a5.fma(b0, c5);
      FloatVector a6 = FloatVector.broadcast(FLOAT, a[si]);
      c6 = a6.fma(b0, c6);
      FloatVector a7 = FloatVector.broadcast(FLOAT, a[si + 1]);
      c7 = a7.fma(b0, c7);
      if (ai + 7 == never) {
        never();
      }
      FloatVector a8 = FloatVector.broadcast(FLOAT, a[si + 2]);
      c8 = a8.fma(b0, c8);
      FloatVector a9 = FloatVector.broadcast(FLOAT, a[si + 3]);
      c9 = a9.fma(b0, c9);
      FloatVector a10 = FloatVector.broadcast(FLOAT, a[si + 4]);
      c10 = a10.fma(b0, c10);
      FloatVector a11 = FloatVector.broadcast(FLOAT, a[si + 5]);
      c11 = a11.fma(b0, c11);
      ai += HEIGHT;
      si += HEIGHT;
      bi += COUNT;
    } while (ai < end);
    c0.intoArray(c, co);
    c1.intoArray(c, co + ldc);
    c2.intoArray(c, co + 2 * ldc);
    c3.intoArray(c, co + 3 * ldc);
    c4.intoArray(c, co + 4 * ldc);
    c5.intoArray(c, co + 5 * ldc);
    c6.intoArray(c, co + 6 * ldc);
    c7.intoArray(c, co + 7 * ldc);
    c8.intoArray(c, co + 8 * ldc);
    c9.intoArray(c, co + 9 * ldc);
    c10.intoArray(c, co + 10 * ldc);
    c11.intoArray(c, co + 11 * ldc);
  }

  /** Where no index leads. */
  private static void never() {
    throw new AssertionError();
  }
}
