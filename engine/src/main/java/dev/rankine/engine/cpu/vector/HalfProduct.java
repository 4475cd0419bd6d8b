package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.HalfKernel.COLUMNS;
import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.MicroKernel.ZEROS;

import dev.rankine.engine.cpu.Gemm;

/**
 * A product with at most eight columns where vectors have sixteen lanes: rows of A as they are
 * stored times one panel of B that is half a vector wide. [64, 785]·[785, 8] takes half of the time
 * that it takes with a panel of whole vectors (Zen 4).
 */
final class HalfProduct {
  private static final int ROWS = HalfKernel.ROWS;

  /** Steps at most: the panel stays in the second-level cache. */
  private static final int LONGEST = 1 << 13;

  private HalfProduct() {}

  static boolean covers(Gemm g) {
    boolean hasTiles = g.m() >= ROWS && g.n() <= COLUMNS && g.k() > 0 && g.k() <= LONGEST;
    boolean isStored = g.a().columnStride() == 1 && g.a().data().length <= Workspace.MOST;
    return COUNT == 16 && hasTiles && isStored && g.alpha() == 1 && g.beta() == 0;
  }

  /** The last tile ends with C: what it computes again has the same bits. */
  static void multiply(Gemm g) {
    Workspace space = Workspace.get();
    float[] panel = space.floats(Workspace.PANELS, g.k() * COLUMNS + COUNT);
    Gemm.Operand a = g.a();
    Gemm.Operand b = g.b();
    Gemm.Operand c = g.c();
    int step = b.rowStride();
    Packing.panels(COLUMNS, g.k(), g.n(), b.data(), b.offset(), step, b.columnStride(), panel, 0);
    boolean isWhole = g.n() == COLUMNS;
    float[] out = isWhole ? c.data() : space.tile;
    int pitch = isWhole ? c.rowStride() : COLUMNS;
    for (int row = 0; row < g.m(); row += ROWS) {
      int i = Math.min(row, g.m() - ROWS);
      int at = isWhole ? c.at(i, 0) : 0;
      HalfKernel.run(
          g.k(), a.data(), a.at(i, 0), a.rowStride(), panel, 0, ZEROS, 0, 0, out, at, pitch);
      for (int r = 0; r < ROWS && !isWhole; r++) {
        Rows.copy(g.n(), out, r * pitch, c.data(), c.at(i + r, 0));
      }
    }
    VectorFinish.rows(g, 0, g.m(), 0, g.n());
  }
}
