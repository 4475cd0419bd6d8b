package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
import static dev.rankine.engine.cpu.vector.Lanes.HALF;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Copies of short rows, where a call of System.arraycopy costs more than the copy. */
final class Rows {
  /** Two consecutive vectors become their even elements: each first its even ones, twice. */
  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(FLOAT, lane -> 2 * lane % COUNT);

  private static final VectorShuffle<Float> LOWER_TWICE =
      VectorShuffle.fromOp(FLOAT, lane -> lane / 2);
  private static final VectorShuffle<Float> UPPER_TWICE =
      VectorShuffle.fromOp(FLOAT, lane -> (COUNT + lane) / 2);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(FLOAT, -1L << COUNT / 2);
  private static final VectorMask<Float> ODD = VectorMask.fromLong(FLOAT, 0xaaaa_aaaa_aaaa_aaaaL);

  private Rows() {}

  /**
   * Copies n floats exactly: whole vectors, the last one overlapping the one before. Narrower
   * vectors for the rest would leave fewer elements to copy one by one, but C2 boxed them where it
   * had seen both widths.
   */
  static void copy(int n, float[] from, int fo, float[] to, int at) {
    if (n < COUNT) {
      copyShort(n, from, fo, to, at);
      return;
    }
    int last = n - COUNT;
    ((FloatVector) FloatVector.fromArray(FLOAT, from, fo).check(FLOAT)).intoArray(to, at);
    ((FloatVector) FloatVector.fromArray(FLOAT, from, fo + last).check(FLOAT))
        .intoArray(to, at + last);
    if (n <= 2 * COUNT) {
      return;
    }
    int before = last - COUNT;
    ((FloatVector) FloatVector.fromArray(FLOAT, from, fo + COUNT).check(FLOAT))
        .intoArray(to, at + COUNT);
    ((FloatVector) FloatVector.fromArray(FLOAT, from, fo + before).check(FLOAT))
        .intoArray(to, at + before);
    for (int i = 2 * COUNT; i < before; i += COUNT) {
      ((FloatVector) FloatVector.fromArray(FLOAT, from, fo + i).check(FLOAT)).intoArray(to, at + i);
    }
  }

  /** Less than a vector: two of half the width, or one by one. */
  private static void copyShort(int n, float[] from, int fo, float[] to, int at) {
    if (COUNT > 4 && n >= COUNT / 2) {
      int last = n - COUNT / 2;
      ((FloatVector) FloatVector.fromArray(HALF, from, fo).check(HALF)).intoArray(to, at);
      ((FloatVector) FloatVector.fromArray(HALF, from, fo + last).check(HALF))
          .intoArray(to, at + last);
      return;
    }
    for (int i = 0; i < n; i++) {
      to[at + i] = from[fo + i];
    }
  }

  /** Copies n floats that are so many steps apart. */
  static void pick(int n, float[] from, int fo, int step, float[] to, int at) {
    if (step == 1) {
      copy(n, from, fo, to, at);
      return;
    }
    int done = step == 2 ? pickEven(n - 1, from, fo, to, at) : 0;
    for (int i = done; i < n; i++) {
      to[at + i] = from[fo + i * step];
    }
  }

  /** Whole vectors of every second element; reads n pairs at most. Returns how many. */
  static int pickEven(int n, float[] from, int fo, float[] to, int at) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector a = FloatVector.fromArray(FLOAT, from, fo + 2 * i);
      FloatVector b = FloatVector.fromArray(FLOAT, from, fo + 2 * i + COUNT);
      a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER).intoArray(to, at + i);
    }
    return i;
  }

  /** Writes n pairs, one element from each of two rows. */
  static void zip(int n, float[] from, int first, int second, float[] to, int at) {
    for (int i = zipVectors(n, from, first, second, to, at); i < n; i++) {
      to[at + 2 * i] = from[first + i];
      to[at + 2 * i + 1] = from[second + i];
    }
  }

  /** Whole vectors of both; returns how many elements of each. */
  static int zipVectors(int n, float[] from, int first, int second, float[] to, int at) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector a = FloatVector.fromArray(FLOAT, from, first + i);
      FloatVector b = FloatVector.fromArray(FLOAT, from, second + i);
      int to0 = at + 2 * i;
      a.rearrange(LOWER_TWICE).blend(b.rearrange(LOWER_TWICE), ODD).intoArray(to, to0);
      a.rearrange(UPPER_TWICE).blend(b.rearrange(UPPER_TWICE), ODD).intoArray(to, to0 + COUNT);
    }
    return i;
  }
}
