package dev.rankine.engine.cpu.vector;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loop of every contraction: a tile of C, held in registers, gains the product of a
 * few rows of A and two vectors' width of B.
 *
 * <p>Row i of A is at {@code ao + i·PITCH}: a constant distance, so that each broadcast is one base
 * register plus a displacement. Row p of B is at {@code bo + p·COLUMNS}, in a packed panel.
 * (Reading B through a table of offsets instead, straight from an image, was a third slower than
 * packing it: the bounds checks of a table's values stay in the loop.) The chain of each element
 * starts at {@code seed}: at C itself, or at a row of zeros with pitch 0, so that storing and
 * accumulating are one piece of code without a branch.
 */
interface Tile {
  /** Longest k of one call. */
  int KC = 256;

  /** Distance between packed rows of A; the odd 64 bytes spread them over the cache's sets. */
  int PITCH = KC + 16;

  /** Columns: two vectors. */
  int COLUMNS = 2 * Lanes.COUNT;

  /** The seed of a chain that starts at +0, with pitch 0. */
  float[] ZEROS = new float[COLUMNS];

  /** The shape for this processor: by number of vector registers, not by lanes. */
  Tile BEST = hasManyRegisters() ? new Tile8x2() : new Tile4x2();

  /** Rows. */
  int rows();

  /** Assumes k ≤ KC, rows·PITCH floats of A, and a full tile of seed and of C. */
  void run(
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
      int ldc);

  private static boolean hasManyRegisters() {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    return arm || Lanes.COUNT == 16 || FloatVector.SPECIES_PREFERRED.length() >= 16;
  }
}
