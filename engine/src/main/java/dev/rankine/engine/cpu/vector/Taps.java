package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;

/**
 * What a plane of outputs reads from an image that was laid out so that every tap is a plain
 * offset, and the vectors in which the plane is computed: output (h, v) reads its k-th term at
 * {@code image[offsets[k] + h·pitch + v]}.
 *
 * <p>Rows shorter than a vector are computed as one row, together with what is between them.
 *
 * @param rows of outputs
 * @param columns of outputs
 * @param pitch elements between rows of the image
 * @param kernel the taps, kernel row · kernelW + kernel column, in contraction order
 * @param offsets in contraction order: for each tap, all channels
 * @param sources where each vector reads for offset 0; an even number of vectors
 * @param targets where it belongs
 * @param height rows that are computed before the next, in scratch memory if there are more: many
 *     planes at once, each written here and there, would wait for memory
 * @param vectors of so many rows
 * @param span elements of the plane as these vectors store it
 */
record Taps(
    int rows,
    int columns,
    int pitch,
    int[] kernel,
    int[] offsets,
    int[] sources,
    int[] targets,
    int height,
    int vectors,
    int span) {
  /** Elements of all planes that are written directly, and in scratch memory otherwise. */
  private static final int DIRECT = 1 << 16;

  private static final int SCRATCH = 1 << 15;

  /**
   * @param m planes
   * @param pitch elements between rows of the image
   * @param lines rows of the image
   * @param starts where each tap reads for output (0, 0), channel 0
   * @param plane elements between channels of the image
   */
  static Taps of(
      int m,
      int rows,
      Strips strips,
      int pitch,
      int lines,
      int[] kernel,
      int[] starts,
      int channels,
      int plane) {
    int columns = strips.columns();
    int[] offsets = new int[kernel.length * channels];
    for (int k = 0; k < offsets.length; k++) {
      offsets[k] = starts[k / channels] + k % channels * plane;
    }
    int positions = rows * columns;
    if (columns >= COUNT || positions == 0) {
      int some = Math.max(2, SCRATCH / Math.max(1, m * columns) / 2 * 2);
      int height = m * positions <= DIRECT ? rows : Math.min(rows, some);
      int[] sources = strips.vectors(rows, height, pitch, lines * pitch, true);
      int[] targets = strips.vectors(rows, height, columns, 0, false);
      int each = strips.vectors(height, height, columns, 0, false).length;
      return new Taps(
          rows, columns, pitch, kernel, offsets, sources, targets, height, each, positions);
    }
    int span = Math.max(COUNT, (rows - 1) * pitch + columns);
    int[] vectors = Strips.whole(span, 0).vectors(1, 1, span, 0, false);
    return new Taps(
        rows, columns, pitch, kernel, offsets, vectors, vectors, rows, vectors.length, span);
  }

  /** Whether the vectors store the plane as it is, without anything between its rows. */
  boolean isDense() {
    return span == rows * columns;
  }

  /** Terms of an output. */
  int depth() {
    return offsets.length;
  }

  int channels() {
    return kernel.length == 0 ? 0 : offsets.length / kernel.length;
  }

  int positions() {
    return rows * columns;
  }

  /** Whether the rows are computed a few at a time, in scratch memory. */
  boolean isStaged() {
    return height < rows;
  }

  /** Elements between planes as the vectors store these rows, from top on. */
  int stored(int top) {
    return isDense() ? Math.min(height, rows - top) * columns : span;
  }

  /** Takes rows of m planes, from top on, as the vectors stored them to y. */
  void collect(int m, int top, float[] stored, float[] y, int yo) {
    if (isDense()) {
      int n = stored(top);
      for (int i = 0; i < m; i++) {
        System.arraycopy(stored, i * n, y, yo + i * span + top * columns, n);
      }
      return;
    }
    for (int i = 0, to = yo; i < m; i++) {
      for (int h = 0; h < rows; h++, to += columns) {
        Rows.copy(columns, stored, i * span + h * pitch, y, to);
      }
    }
  }
}
