package dev.rankine.engine.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Copies of short rows, where a call of System.arraycopy costs more than the copy. */
final class Rows {
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;

  private Rows() {}

  /**
   * Copies n floats exactly: whole vectors, the last one overlapping the one before. Rows of an
   * image are shorter than the widest vectors, so narrow ones fill what is left.
   */
  static void copy(int n, float[] from, int fo, float[] to, int at) {
    int i = 0;
    for (; i <= n - Lanes.COUNT; i += Lanes.COUNT) {
      FloatVector.fromArray(Lanes.FLOAT, from, fo + i).intoArray(to, at + i);
    }
    for (; i <= n - 4; i += 4) {
      FloatVector.fromArray(QUAD, from, fo + i).intoArray(to, at + i);
    }
    if (i < n && n >= 4) {
      FloatVector.fromArray(QUAD, from, fo + n - 4).intoArray(to, at + n - 4);
      return;
    }
    for (; i < n; i++) {
      to[at + i] = from[fo + i];
    }
  }
}
