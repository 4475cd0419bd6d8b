package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COLUMNS;
import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;
import static dev.rankine.engine.cpu.vector.ChannelLanes.FLOAT;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;

/**
 * The register tiles of a weight gradient: the sums of a few taps, for one or two vectors of output
 * channels, gain what n consecutive outputs contribute.
 *
 * <pre>
 *                   dz[zo + i·width …]                output i
 *                   ┌──── d0 ────┬──── d1 ────┐       lanes: output channels
 *  x[from0 + i]     │    s00     │    s01     │
 *  x[from1 + i]     │    s10     │    s11     │       srj ← fma(xr, dj, srj), i = 0 … n − 1
 *        …          │     …      │     …      │
 *                   └────────────┴────────────┘
 * </pre>
 *
 * <p>Each tap reads the image where it lies, from an offset of its own. The loop is one run over
 * rows and what is between them, where dz is zero: a loop in a loop ran at two thirds of the speed.
 * Nine taps by one vector take three quarters of the time of eight, and are what a 3×3 kernel has.
 */
final class SumTile {
  /** Taps of {@link #pair}. */
  static final int FOUR = 4;

  /** Taps of {@link #single}. */
  static final int NINE = 9;

  /** No index. */
  private static final int NEVER = -1;

  private SumTile() {}

  /** Four taps by two vectors; dz is a panel of COLUMNS lanes. */
  static void pair(
      int n,
      float[] x,
      int at,
      int[] offsets,
      int first,
      float[] dz,
      int zo,
      float[] sum,
      int so,
      int ld) {
    fourTaps(n, x, at, offsets, first, dz, zo, sum, so, ld, NEVER);
  }

  private static void fourTaps(
      int n,
      float[] x,
      int at,
      int[] offsets,
      int first,
      float[] dz,
      int zo,
      float[] sum,
      int so,
      int ld,
      int never) {
    if (n <= 0) {
      return;
    }
    int from0 = Hints.index(at + offsets[first]);
    int from1 = Hints.index(at + offsets[first + 1]);
    int from2 = Hints.index(at + offsets[first + 2]);
    int from3 = Hints.index(at + offsets[first + 3]);
    FloatVector s00 = FloatVector.fromArray(FLOAT, sum, so);
    FloatVector s01 = FloatVector.fromArray(FLOAT, sum, so + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOAT, sum, so + ld);
    FloatVector s11 = FloatVector.fromArray(FLOAT, sum, so + ld + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOAT, sum, so + 2 * ld);
    FloatVector s21 = FloatVector.fromArray(FLOAT, sum, so + 2 * ld + COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOAT, sum, so + 3 * ld);
    FloatVector s31 = FloatVector.fromArray(FLOAT, sum, so + 3 * ld + COUNT);
    int end = Hints.index(n);
    int i = 0;
    do {
      FloatVector d0 = FloatVector.fromArray(FLOAT, dz, zo + i * COLUMNS);
      FloatVector d1 = FloatVector.fromArray(FLOAT, dz, zo + i * COLUMNS + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOAT, x[from0 + i]);
      s00 = x0.lanewise(FMA, d0, s00);
      s01 = x0.lanewise(FMA, d1, s01);
      FloatVector x1 = FloatVector.broadcast(FLOAT, x[from1 + i]);
      s10 = x1.lanewise(FMA, d0, s10);
      s11 = x1.lanewise(FMA, d1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOAT, x[from2 + i]);
      s20 = x2.lanewise(FMA, d0, s20);
      s21 = x2.lanewise(FMA, d1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOAT, x[from3 + i]);
      s30 = x3.lanewise(FMA, d0, s30);
      s31 = x3.lanewise(FMA, d1, s31);
      if (i == never) {
        never();
      }
    } while (++i < end);
    s00.intoArray(sum, so);
    s01.intoArray(sum, so + COUNT);
    s10.intoArray(sum, so + ld);
    s11.intoArray(sum, so + ld + COUNT);
    s20.intoArray(sum, so + 2 * ld);
    s21.intoArray(sum, so + 2 * ld + COUNT);
    s30.intoArray(sum, so + 3 * ld);
    s31.intoArray(sum, so + 3 * ld + COUNT);
  }

  /** Nine taps by one vector; dz is a panel of COUNT lanes. */
  static void single(
      int n,
      float[] x,
      int at,
      int[] offsets,
      int first,
      float[] dz,
      int zo,
      float[] sum,
      int so,
      int ld) {
    nineTaps(n, x, at, offsets, first, dz, zo, sum, so, ld, NEVER);
  }

  private static void nineTaps(
      int n,
      float[] x,
      int at,
      int[] offsets,
      int first,
      float[] dz,
      int zo,
      float[] sum,
      int so,
      int ld,
      int never) {
    if (n <= 0) {
      return;
    }
    int from0 = Hints.index(at + offsets[first]);
    int from1 = Hints.index(at + offsets[first + 1]);
    int from2 = Hints.index(at + offsets[first + 2]);
    int from3 = Hints.index(at + offsets[first + 3]);
    int from4 = Hints.index(at + offsets[first + 4]);
    int from5 = Hints.index(at + offsets[first + 5]);
    int from6 = Hints.index(at + offsets[first + 6]);
    int from7 = Hints.index(at + offsets[first + 7]);
    int from8 = Hints.index(at + offsets[first + 8]);
    FloatVector s0 = FloatVector.fromArray(FLOAT, sum, so);
    FloatVector s1 = FloatVector.fromArray(FLOAT, sum, so + ld);
    FloatVector s2 = FloatVector.fromArray(FLOAT, sum, so + 2 * ld);
    FloatVector s3 = FloatVector.fromArray(FLOAT, sum, so + 3 * ld);
    FloatVector s4 = FloatVector.fromArray(FLOAT, sum, so + 4 * ld);
    FloatVector s5 = FloatVector.fromArray(FLOAT, sum, so + 5 * ld);
    FloatVector s6 = FloatVector.fromArray(FLOAT, sum, so + 6 * ld);
    FloatVector s7 = FloatVector.fromArray(FLOAT, sum, so + 7 * ld);
    FloatVector s8 = FloatVector.fromArray(FLOAT, sum, so + 8 * ld);
    int end = Hints.index(n);
    int i = 0;
    do {
      FloatVector d = FloatVector.fromArray(FLOAT, dz, zo + i * COUNT);
      s0 = FloatVector.broadcast(FLOAT, x[from0 + i]).lanewise(FMA, d, s0);
      s1 = FloatVector.broadcast(FLOAT, x[from1 + i]).lanewise(FMA, d, s1);
      s2 = FloatVector.broadcast(FLOAT, x[from2 + i]).lanewise(FMA, d, s2);
      s3 = FloatVector.broadcast(FLOAT, x[from3 + i]).lanewise(FMA, d, s3);
      s4 = FloatVector.broadcast(FLOAT, x[from4 + i]).lanewise(FMA, d, s4);
      s5 = FloatVector.broadcast(FLOAT, x[from5 + i]).lanewise(FMA, d, s5);
      s6 = FloatVector.broadcast(FLOAT, x[from6 + i]).lanewise(FMA, d, s6);
      s7 = FloatVector.broadcast(FLOAT, x[from7 + i]).lanewise(FMA, d, s7);
      s8 = FloatVector.broadcast(FLOAT, x[from8 + i]).lanewise(FMA, d, s8);
      if (i == never) {
        never();
      }
    } while (++i < end);
    s0.intoArray(sum, so);
    s1.intoArray(sum, so + ld);
    s2.intoArray(sum, so + 2 * ld);
    s3.intoArray(sum, so + 3 * ld);
    s4.intoArray(sum, so + 4 * ld);
    s5.intoArray(sum, so + 5 * ld);
    s6.intoArray(sum, so + 6 * ld);
    s7.intoArray(sum, so + 7 * ld);
    s8.intoArray(sum, so + 8 * ld);
  }

  /** Cuts the loop, so that C2 does not unroll it and spill, see {@link MicroKernel6}. */
  private static void never() {
    throw new AssertionError();
  }
}
