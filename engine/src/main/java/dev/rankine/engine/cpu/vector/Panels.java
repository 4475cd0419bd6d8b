package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;

/**
 * Where the packed panels of a block of B lie. Each holds two vectors' width of columns; what
 * remains at the end gets a panel of its own, with as little padding as there is a kernel for: one
 * or two bare columns, one vector, or two.
 *
 * <pre>
 *   rows p … p+kc−1   │ panel 0 │ panel 1 │ … │ tail │    one after the other in memory
 * </pre>
 *
 * @param k rows of B
 * @param n columns of B
 * @param kc rows of a block; the last may have fewer
 */
record Panels(int k, int n, int kc) {
  /** Bare columns at most. */
  private static final int BARE = 2;

  /** Panels of two vectors. */
  int pairs() {
    return (n + COLUMNS - COUNT - 1) / COLUMNS;
  }

  private int tail() {
    return Math.max(0, n - pairs() * COLUMNS);
  }

  /** Whether the last panel is bare columns, each contiguous. */
  boolean endsInColumns() {
    return tail() > 0 && tail() <= BARE;
  }

  /** Whether the last panel is one vector wide. */
  boolean endsInSingle() {
    return tail() > BARE;
  }

  int count() {
    return tail() > 0 ? pairs() + 1 : pairs();
  }

  private int padded() {
    return pairs() * COLUMNS + (endsInSingle() ? COUNT : tail());
  }

  /** Floats of a block. */
  int size() {
    return padded() * Math.min(kc, k);
  }

  /** Columns of some consecutive panels, padding excluded. */
  int columns(int from, int to) {
    return Math.min(n, to * COLUMNS) - from * COLUMNS;
  }

  /** Rows of the block that begins at row p. */
  int rows(int p) {
    return Math.min(kc, k - p);
  }

  /** Where a panel begins in the block that begins at row p. */
  int at(int p, int panel) {
    return panel * COLUMNS * rows(p);
  }
}
