package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * For 16 vector registers, AVX2 and SSE: eight accumulators, four rows by two vectors or eight by
 * one. Eight keep two multiply-add units busy over their latency; six rows by two vectors would
 * load less, but spill a register and run at 40 GFLOP/s instead of 97 (Zen 3).
 *
 * <p>The indices of {@code pair} run along instead of being computed from the step: 20 instructions
 * for eight multiply-adds instead of 24, which a core that shares its units with a neighbour
 * notices. In {@code single} C2 would then load all broadcasts first and spill.
 */
final class MicroKernel4 implements MicroKernel {
  private static final int HEIGHT = 4;

  @Override
  public int height() {
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
      FloatVector a3 = FloatVector.broadcast(FLOAT, a[ai + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      ai += HEIGHT;
      bi += COLUMNS;
    } while (ai < end);
    c00.intoArray(c, co);
    c01.intoArray(c, co + COUNT);
    c10.intoArray(c, co + ldc);
    c11.intoArray(c, co + ldc + COUNT);
    c20.intoArray(c, co + 2 * ldc);
    c21.intoArray(c, co + 2 * ldc + COUNT);
    c30.intoArray(c, co + 3 * ldc);
    c31.intoArray(c, co + 3 * ldc + COUNT);
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
    int next = ao + k * HEIGHT;
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
      FloatVector a4 = FloatVector.broadcast(FLOAT, a[next + p * HEIGHT]);
      c40 = a4.fma(b0, c40);
      FloatVector a5 = FloatVector.broadcast(FLOAT, a[next + p * HEIGHT + 1]);
      c50 = a5.fma(b0, c50);
      FloatVector a6 = FloatVector.broadcast(FLOAT, a[next + p * HEIGHT + 2]);
      c60 = a6.fma(b0, c60);
      FloatVector a7 = FloatVector.broadcast(FLOAT, a[next + p * HEIGHT + 3]);
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
