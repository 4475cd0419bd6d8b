package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Tile.COLUMNS;
import static dev.rankine.engine.cpu.vector.Tile.KC;

/**
 * How the columns of B are divided into packed panels: two vectors each, but the last has three if
 * the number of vectors is odd, so that no tile computes an empty vector.
 *
 * <pre>
 *   rows 0 … KC−1      │ panel 0 │ panel 1 │ … │
 *   rows KC … 2·KC−1   │ panel 0 │ panel 1 │ … │    one after the other in memory
 * </pre>
 *
 * @param k rows of B
 * @param n columns of B
 */
record Panels(int k, int n) {
  int vectors() {
    return Math.max(2, Math.ceilDiv(n, COUNT));
  }

  int count() {
    return vectors() / 2;
  }

  int size() {
    return vectors() * COUNT * k;
  }

  /** Columns of a panel, those that fill up the last vector included. */
  int width(int panel) {
    return panel == count() - 1 ? vectors() * COUNT - panel * COLUMNS : COLUMNS;
  }

  /** Where a panel begins, in the block of rows that begins at row p. */
  int at(int p, int panel) {
    return p * vectors() * COUNT + panel * COLUMNS * Math.min(KC, k - p);
  }
}
