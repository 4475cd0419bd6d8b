package dev.rankine.engine.cpu.vector;

/**
 * The innermost loop of a matrix product: a tile of C, held in registers, gains the product of a
 * few packed rows of A and one or two vectors' width of packed B, see {@link Packing}.
 *
 * <pre>
 *                        b[bo + p·COLUMNS …]
 *                        ┌──── b0 ────┬──── b1 ────┐
 *  a[ao + p·height]      │    c00     │    c01     │
 *  a[ao + p·height + 1]  │    c10     │    c11     │   cij ← fma(ai, bj, cij), p = 0 … k − 1
 *           …            │     …      │     …      │
 *                        └────────────┴────────────┘
 * </pre>
 *
 * <p>All distances along k are constants, so that each operand of an instruction is one register
 * plus a displacement; a distance in a variable costs a fifth of the speed. The chain of each
 * element starts at {@code seed}: at C itself, or at a row of zeros with pitch 0, so that storing
 * and accumulating are one piece of code without a branch.
 */
interface MicroKernel {
  /** Columns of a pair of vectors. */
  int COLUMNS = 2 * Lanes.COUNT;

  /** The seed of a chain that starts at +0, with pitch 0. */
  float[] ZEROS = new float[COLUMNS];

  /** The shape for this processor: by number of vector registers, not by lanes. */
  MicroKernel BEST = Lanes.MANY_REGISTERS ? new MicroKernel8() : new MicroKernel6();

  /** Rows of a panel of A, 6 or 8. */
  int height();

  /** Rows of a tile that is one vector wide, a multiple of the height. */
  int singleRows();

  /**
   * height rows by two vectors. Reads one panel of A and a panel of B of width {@link #COLUMNS};
   * assumes a full tile of seed and of C.
   */
  void pair(
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

  /**
   * {@link #singleRows} rows by one vector. Reads as many consecutive panels of A as make up these
   * rows, and a panel of B of one vector's width.
   */
  void single(
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
}
