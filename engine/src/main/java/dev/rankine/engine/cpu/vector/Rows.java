package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;

/** Copies of short rows, where a call of System.arraycopy costs more than the copy. */
final class Rows {
  private Rows() {}

  /** Copies n floats exactly: whole vectors, the last one overlapping the one before. */
  static void copy(int n, float[] from, int fo, float[] to, int at) {
    if (n < COUNT) {
      for (int i = 0; i < n; i++) {
        to[at + i] = from[fo + i];
      }
      return;
    }
    for (int i = 0; i < n - COUNT; i += COUNT) {
      FloatVector.fromArray(FLOAT, from, fo + i).intoArray(to, at + i);
    }
    int last = n - COUNT;
    FloatVector.fromArray(FLOAT, from, fo + last).intoArray(to, at + last);
  }
}
