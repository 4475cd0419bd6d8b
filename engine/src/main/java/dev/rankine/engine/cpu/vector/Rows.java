package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/** Copies of short rows, where a call of System.arraycopy costs more than the copy. */
final class Rows {
  private Rows() {}

  /**
   * Copies n floats exactly: whole vectors, the last one overlapping the one before. Narrower
   * vectors for the rest would be fewer elements one by one, but C2 boxed them where it had seen
   * both widths.
   */
  static void copy(int n, float[] from, int fo, float[] to, int at) {
    if (n < COUNT) {
      for (int i = 0; i < n; i++) {
        to[at + i] = from[fo + i];
      }
      return;
    }
    int i = 0;
    do {
      FloatVector.fromArray(FLOAT, from, fo + i).intoArray(to, at + i);
      i += COUNT;
    } while (i <= n - COUNT);
    if (i < n) {
      FloatVector.fromArray(FLOAT, from, fo + n - COUNT).intoArray(to, at + n - COUNT);
    }
  }
}
