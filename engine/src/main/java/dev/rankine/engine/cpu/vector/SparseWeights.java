package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * What the nonzero elements of one channel's output gradient add to that channel's weight gradient:
 * for each of them, dy times the patch of the image that the kernel saw. A 3×3 kernel's sums stay
 * in registers, three rows of one, two or three vectors.
 */
final class SparseWeights {
  private SparseWeights() {}

  /**
   * sum[row][…] += values[i]·x[places[i] + row·pitch + …], i from {@code at} on.
   *
   * @param span elements of a kernel row, whole vectors
   */
  static void add(
      int n,
      int[] places,
      float[] values,
      int at,
      int kernel,
      int span,
      float[] x,
      int xo,
      int pitch,
      float[] sum,
      int so) {
    switch (kernel == 3 ? span / COUNT : 0) {
      case 1 -> three(n, places, values, at, x, xo, pitch, sum, so);
      case 2 -> six(n, places, values, at, x, xo, pitch, sum, so);
      case 3 -> nine(n, places, values, at, x, xo, pitch, sum, so);
      default -> any(n, places, values, at, kernel, span, x, xo, pitch, sum, so);
    }
  }

  private static void any(
      int n,
      int[] places,
      float[] values,
      int at,
      int kernel,
      int span,
      float[] x,
      int xo,
      int pitch,
      float[] sum,
      int so) {
    for (int p = 0; p < kernel * span; p += COUNT) {
      int tap = xo + p / span * pitch + p % span;
      FloatVector s = FloatVector.fromArray(FLOAT, sum, so + p);
      for (int i = at; i < at + n; i++) {
        s =
            FloatVector.fromArray(FLOAT, x, tap + places[i])
                .fma(FloatVector.broadcast(FLOAT, values[i]), s);
      }
      s.intoArray(sum, so + p);
    }
  }

  private static void three(
      int n,
      int[] places,
      float[] values,
      int at,
      float[] x,
      int xo,
      int pitch,
      float[] sum,
      int so) {
    int span = COUNT;
    FloatVector s00 = FloatVector.fromArray(FLOAT, sum, so);
    FloatVector s10 = FloatVector.fromArray(FLOAT, sum, so + span);
    FloatVector s20 = FloatVector.fromArray(FLOAT, sum, so + 2 * span);
    for (int i = at; i < at + n; i++) {
      FloatVector d = FloatVector.broadcast(FLOAT, values[i]);
      int from = xo + places[i];
      s00 = d.fma(FloatVector.fromArray(FLOAT, x, from), s00);
      from += pitch;
      s10 = d.fma(FloatVector.fromArray(FLOAT, x, from), s10);
      from += pitch;
      s20 = d.fma(FloatVector.fromArray(FLOAT, x, from), s20);
    }
    s00.intoArray(sum, so);
    s10.intoArray(sum, so + span);
    s20.intoArray(sum, so + 2 * span);
  }

  private static void six(
      int n,
      int[] places,
      float[] values,
      int at,
      float[] x,
      int xo,
      int pitch,
      float[] sum,
      int so) {
    int span = 2 * COUNT;
    FloatVector s00 = FloatVector.fromArray(FLOAT, sum, so);
    FloatVector s01 = FloatVector.fromArray(FLOAT, sum, so + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOAT, sum, so + span);
    FloatVector s11 = FloatVector.fromArray(FLOAT, sum, so + span + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOAT, sum, so + 2 * span);
    FloatVector s21 = FloatVector.fromArray(FLOAT, sum, so + 2 * span + COUNT);
    for (int i = at; i < at + n; i++) {
      FloatVector d = FloatVector.broadcast(FLOAT, values[i]);
      int from = xo + places[i];
      s00 = d.fma(FloatVector.fromArray(FLOAT, x, from), s00);
      s01 = d.fma(FloatVector.fromArray(FLOAT, x, from + COUNT), s01);
      from += pitch;
      s10 = d.fma(FloatVector.fromArray(FLOAT, x, from), s10);
      s11 = d.fma(FloatVector.fromArray(FLOAT, x, from + COUNT), s11);
      from += pitch;
      s20 = d.fma(FloatVector.fromArray(FLOAT, x, from), s20);
      s21 = d.fma(FloatVector.fromArray(FLOAT, x, from + COUNT), s21);
    }
    s00.intoArray(sum, so);
    s01.intoArray(sum, so + COUNT);
    s10.intoArray(sum, so + span);
    s11.intoArray(sum, so + span + COUNT);
    s20.intoArray(sum, so + 2 * span);
    s21.intoArray(sum, so + 2 * span + COUNT);
  }

  private static void nine(
      int n,
      int[] places,
      float[] values,
      int at,
      float[] x,
      int xo,
      int pitch,
      float[] sum,
      int so) {
    int span = 3 * COUNT;
    FloatVector s00 = FloatVector.fromArray(FLOAT, sum, so);
    FloatVector s01 = FloatVector.fromArray(FLOAT, sum, so + COUNT);
    FloatVector s02 = FloatVector.fromArray(FLOAT, sum, so + 2 * COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOAT, sum, so + span);
    FloatVector s11 = FloatVector.fromArray(FLOAT, sum, so + span + COUNT);
    FloatVector s12 = FloatVector.fromArray(FLOAT, sum, so + span + 2 * COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOAT, sum, so + 2 * span);
    FloatVector s21 = FloatVector.fromArray(FLOAT, sum, so + 2 * span + COUNT);
    FloatVector s22 = FloatVector.fromArray(FLOAT, sum, so + 2 * span + 2 * COUNT);
    for (int i = at; i < at + n; i++) {
      FloatVector d = FloatVector.broadcast(FLOAT, values[i]);
      int from = xo + places[i];
      s00 = d.fma(FloatVector.fromArray(FLOAT, x, from), s00);
      s01 = d.fma(FloatVector.fromArray(FLOAT, x, from + COUNT), s01);
      s02 = d.fma(FloatVector.fromArray(FLOAT, x, from + 2 * COUNT), s02);
      from += pitch;
      s10 = d.fma(FloatVector.fromArray(FLOAT, x, from), s10);
      s11 = d.fma(FloatVector.fromArray(FLOAT, x, from + COUNT), s11);
      s12 = d.fma(FloatVector.fromArray(FLOAT, x, from + 2 * COUNT), s12);
      from += pitch;
      s20 = d.fma(FloatVector.fromArray(FLOAT, x, from), s20);
      s21 = d.fma(FloatVector.fromArray(FLOAT, x, from + COUNT), s21);
      s22 = d.fma(FloatVector.fromArray(FLOAT, x, from + 2 * COUNT), s22);
    }
    s00.intoArray(sum, so);
    s01.intoArray(sum, so + COUNT);
    s02.intoArray(sum, so + 2 * COUNT);
    s10.intoArray(sum, so + span);
    s11.intoArray(sum, so + span + COUNT);
    s12.intoArray(sum, so + span + 2 * COUNT);
    s20.intoArray(sum, so + 2 * span);
    s21.intoArray(sum, so + 2 * span + COUNT);
    s22.intoArray(sum, so + 2 * span + 2 * COUNT);
  }
}
