package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;

/**
 * Where the packed panels of B lie: two vectors' width of columns each, but one vector's in the
 * last if their number is odd, so that no tile computes an empty vector.
 *
 * <pre>
 *   rows 0 … kc−1      │ panel 0 │ panel 1 │ … │
 *   rows kc … 2·kc−1   │ panel 0 │ panel 1 │ … │    one after the other in memory
 * </pre>
 *
 * @param k rows of B
 * @param n columns of B
 * @param kc rows of a block; the last may have fewer
 */
record Panels(int k, int n, int kc) {
  private int padded() {
    return Math.ceilDiv(n, COUNT) * COUNT;
  }

  int count() {
    return Math.ceilDiv(n, COLUMNS);
  }

  int size() {
    return padded() * k;
  }

  /** Columns of a panel, those that fill up the last vector included. */
  int width(int panel) {
    return Math.min(COLUMNS, padded() - panel * COLUMNS);
  }

  /** Rows of the block that begins at row p. */
  int rows(int p) {
    return Math.min(kc, k - p);
  }

  /** Where a panel of the block that begins at row p begins. */
  int at(int p, int panel) {
    return p * padded() + panel * COLUMNS * rows(p);
  }
}
