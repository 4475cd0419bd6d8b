package dev.rankine.engine.cpu.vector;

/**
 * The innermost loop of a convolution: two vectors of outputs for a few rows of weights, held in
 * registers, gain their products with k taps.
 *
 * <p>Weights are packed, the rows of a tap side by side. The taps are read from the laid-out image
 * itself, through the table of their offsets. Copying them into a panel first, as a matrix product
 * does, makes this loop a seventh faster, but the copying costs more than that up to 64 rows, and
 * half of the whole for 8; a {@link PanelImage} copies less.
 *
 * <p>Starting chains at zero and continuing them are two methods: seeds in memory, where C is one
 * of them, cost a tenth of the speed in arguments alone.
 */
interface Tile {
  /** The shape for this processor: by number of vector registers, not by lanes. */
  Tile BEST = Lanes.MANY_REGISTERS ? new Tile8x2() : new Tile4x2();

  /** Rows. */
  int rows();

  /** Stores the terms from first to last − 1 of every chain of a full tile. */
  void start(
      int first,
      int last,
      float[] a,
      int ao,
      int[] offsets,
      float[] b,
      int b0,
      int b1,
      float[] c,
      int c0,
      int c1,
      int ldc);

  /** Continues the chains with these terms. */
  void resume(
      int first,
      int last,
      float[] a,
      int ao,
      int[] offsets,
      float[] b,
      int b0,
      int b1,
      float[] c,
      int c0,
      int c1,
      int ldc);
}
