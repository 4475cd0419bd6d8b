package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;
import static dev.rankine.engine.cpu.vector.MicroKernel.ZEROS;

import dev.rankine.engine.cpu.Gemm;
import dev.rankine.engine.cpu.Team;

/**
 * A product of small matrices in the order in which they are stored; only of a transposed B each
 * panel becomes rows first. To pack so few elements takes up to a fifth of the time: without it, a
 * square product of 64 runs at 111 GFLOP/s beside 91, one of 256 at 115 beside 109 (Zen 4).
 *
 * <pre>
 *   columns of C   │ pair │ pair │ pair │
 *                              │ single │   a tile at the edge begins as far before it as it needs
 * </pre>
 *
 * <p>What that tile computes again has the same bits, and where it would add to C twice, it is not
 * stored.
 *
 * @param panel room for the rows of a panel
 * @param tile room for a tile of C
 */
record StoredProduct(Gemm g, float[] panel, float[] tile) {
  private static final int ROWS = StoredKernel.ROWS;

  /** Floats of a B that the second-level cache holds: fewer are read where they are. */
  static final int MOST = 1 << 18;

  /** Where an instruction takes a whole cycle, there is time to compute addresses. */
  static boolean covers(Gemm g) {
    boolean hasTiles = g.m() >= ROWS && g.n() >= COLUMNS && g.k() > 0;
    boolean isSmall = hasTiles && (long) g.k() * g.n() < MOST;
    return COUNT == 16 && isSmall && g.alpha() == 1 && (g.beta() == 0 || g.beta() == 1);
  }

  /** One row or column beyond the tiles is a product with a vector. */
  static void multiply(Gemm g) {
    int m = g.m() % ROWS == 1 ? g.m() - 1 : g.m();
    int n = g.n() % COLUMNS == 1 ? g.n() - 1 : g.n();
    if (n < g.n()) {
      VectorGemv.multiply(Team.ALONE, g.columns(n, g.n()));
    }
    Gemm columns = g.columns(0, n);
    if (m < g.m()) {
      VectorGemv.multiply(Team.ALONE, columns.rows(m, g.m()));
    }
    Workspace space = Workspace.get();
    float[] panel = space.floats(Workspace.PANELS, g.k() * COLUMNS);
    new StoredProduct(columns.rows(0, m), panel, space.tile).run();
    VectorFinish.rows(g, 0, m, 0, n);
  }

  private void run() {
    for (int j = 0; j < g.n(); j += COLUMNS) {
      int width = g.n() - j > COUNT ? COLUMNS : COUNT;
      columns(Math.min(j, g.n() - width), j, width);
    }
  }

  /** Some columns, of which those before the first one count no more. */
  private void columns(int j, int first, int width) {
    Gemm.Operand b = g.b();
    if (b.columnStride() == 1) {
      columns(j, first, width, b.data(), b.at(0, j), b.rowStride());
    } else {
      Transpose.block(width, g.k(), b.data(), b.at(0, j), b.columnStride(), panel, 0, COLUMNS);
      columns(j, first, width, panel, 0, COLUMNS);
    }
  }

  private void columns(int j, int first, int width, float[] b, int bo, int ldb) {
    Gemm.Operand out = g.c();
    float[] c = out.data();
    int ldc = out.rowStride();
    for (int row = 0; row < g.m(); row += ROWS) {
      int i = Math.min(row, g.m() - ROWS);
      int at = out.at(i, j);
      if (g.beta() == 0) {
        multiply(i, width, b, bo, ldb, ZEROS, 0, 0, c, at, ldc);
      } else if (i == row && j == first) {
        multiply(i, width, b, bo, ldb, c, at, ldc, c, at, ldc);
      } else {
        multiply(i, width, b, bo, ldb, c, at, ldc, tile, 0, COLUMNS);
        for (int r = row - i; r < ROWS; r++) {
          int skip = first - j;
          Rows.copy(width - skip, tile, r * COLUMNS + skip, c, at + r * ldc + skip);
        }
      }
    }
  }

  private void multiply(
      int i,
      int width,
      float[] b,
      int bo,
      int ldb,
      float[] seed,
      int so,
      int seedPitch,
      float[] c,
      int co,
      int ldc) {
    Gemm.Operand operand = g.a();
    float[] a = operand.data();
    int ao = operand.at(i, 0);
    int line = operand.rowStride();
    int step = operand.columnStride();
    if (width == COLUMNS) {
      StoredKernel.pair(g.k(), a, ao, line, step, b, bo, ldb, seed, so, seedPitch, c, co, ldc);
    } else {
      StoredKernel.single(g.k(), a, ao, line, step, b, bo, ldb, seed, so, seedPitch, c, co, ldc);
    }
  }
}
