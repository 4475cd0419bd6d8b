package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Tile.COLUMNS;
import static dev.rankine.engine.cpu.vector.Tile.KC;
import static dev.rankine.engine.cpu.vector.Tile.PITCH;

import dev.rankine.engine.cpu.Gemm;
import dev.rankine.engine.cpu.Team;

/**
 * A matrix product after Goto and van de Geijn ("Anatomy of high-performance matrix
 * multiplication", 2008), in two phases.
 *
 * <pre>
 *                          B (K, N)             1. the team packs B into panels, once for all
 *                       ┌──┬──┬──┬──┐
 *                       │  │  │  │  │  KC rows
 *                       ├──┼──┼──┼──┤
 *                       │  │  │  │  │
 *   A (M, K)            └──┴──┴──┴──┘
 *   ┌─────┬─────┐       ┌───────────┐
 *   │▒▒▒▒▒│     │       │  a task   │  mStep rows  2. each task packs its block of A, KC columns
 *   ├─────┼─────┤       ├───────────┤                 at a time, into rows that stay in the
 *   │     │     │       │           │                 second-level cache, and walks over the
 *   └─────┴─────┘       └───────────┘                 panels, which pass through the first
 * </pre>
 *
 * <p>A tile that hangs over the edge of C is computed whole in scratch memory.
 */
final class VectorGemm {
  /** Rows of A in a packed block at most: 192·272 floats are 204 KiB. */
  private static final int MC = 192;

  /** Floats of packed B at most, 16 MiB; a wider B is taken in parts. */
  private static final int PACKED = 1 << 22;

  /** A task with fewer rows than this packs too much for what it multiplies. */
  private static final int FEWEST_ROWS = 16;

  private final Gemm g;
  private final int firstColumn;
  private final Panels panels;
  private final float[] packed;
  private final int packGroups;
  private final int mStep;
  private final int panelStep;

  private VectorGemm(Gemm g, int firstColumn, int columns, int threads) {
    this.g = g;
    this.firstColumn = firstColumn;
    panels = new Panels(g.k(), columns);
    packed = Workspace.get().floats(Workspace.PANELS, panels.size());
    packGroups = Math.min(threads, panels.count());
    int rows = Math.ceilDiv(g.m(), Math.ceilDiv(g.m(), MC));
    int shared = Math.max(FEWEST_ROWS, Math.ceilDiv(g.m(), 2 * threads));
    mStep = roundUp(threads == 1 ? rows : Math.min(rows, shared), Tile.BEST.rows());
    int columnTasks = Math.ceilDiv(threads, Math.ceilDiv(g.m(), mStep));
    panelStep = Math.ceilDiv(panels.count(), columnTasks);
  }

  private static int roundUp(int n, int unit) {
    return Math.ceilDiv(n, unit) * unit;
  }

  static void multiply(Team team, Gemm g) {
    if (g.m() == 0) {
      return;
    }
    int widest = Math.max(COLUMNS, PACKED / Math.max(1, g.k()) / COLUMNS * COLUMNS);
    for (int j = 0; j < g.n(); j += widest) {
      new VectorGemm(g, j, Math.min(widest, g.n() - j), team.threads()).run(team);
    }
  }

  private void run(Team team) {
    team.run(Math.ceilDiv(g.k(), KC) * packGroups, this::pack);
    int columnTasks = Math.ceilDiv(panels.count(), panelStep);
    team.run(
        Math.ceilDiv(g.m(), mStep) * columnTasks,
        task -> multiply(task / columnTasks * mStep, task % columnTasks * panelStep));
  }

  /** Packs one block of rows of some panels of B. */
  private void pack(int task) {
    int step = Math.ceilDiv(panels.count(), packGroups);
    int first = task % packGroups * step;
    int p = task / packGroups * KC;
    int kc = Math.min(KC, g.k() - p);
    Gemm.Operand b = g.b();
    for (int t = first; t < Math.min(first + step, panels.count()); t++) {
      int j = t * COLUMNS;
      int width = panels.width(t);
      int from = b.at(p, firstColumn + j);
      int n = Math.min(width, panels.n() - j);
      int to = panels.at(p, t);
      Packing.panel(kc, n, b.data(), from, b.rowStride(), b.columnStride(), packed, to, width);
    }
  }

  /** Computes a block of C: mStep rows from i, panelStep panels from the first one. */
  private void multiply(int i, int first) {
    Workspace space = Workspace.get();
    float[] rows = space.floats(Workspace.ROWS, (mStep + Tile.BEST.rows()) * PITCH);
    int mc = Math.min(mStep, g.m() - i);
    int last = Math.min(first + panelStep, panels.count());
    if (g.k() == 0 || (g.beta() != 0 && g.beta() != 1)) {
      int j = first * COLUMNS;
      int end = last == panels.count() ? panels.n() : last * COLUMNS;
      scale(mc, end - j, g.beta(), g.c().data(), g.c().at(i, firstColumn + j), g.c().rowStride());
    }
    Gemm.Operand a = g.a();
    for (int p = 0; p < g.k(); p += KC) {
      int kc = Math.min(KC, g.k() - p);
      Packing.rows(mc, kc, g.alpha(), a.data(), a.at(i, p), a.rowStride(), a.columnStride(), rows);
      boolean fresh = p == 0 && g.beta() == 0;
      for (int t = first; t < last; t++) {
        int j = t * COLUMNS;
        int nr = Math.min(panels.width(t), panels.n() - j);
        block(
            panels.width(t) == 3 * COUNT ? Tile.TRIPLE : Tile.BEST,
            mc,
            nr,
            panels.width(t),
            kc,
            rows,
            packed,
            panels.at(p, t),
            fresh,
            g.c().data(),
            g.c().at(i, firstColumn + j),
            g.c().rowStride(),
            space.tile);
      }
    }
  }

  private static void scale(int m, int n, float beta, float[] c, int co, int ldc) {
    for (int i = 0; i < m; i++) {
      for (int j = co + i * ldc; j < co + i * ldc + n; j++) {
        c[j] = beta == 0 ? 0 : beta * c[j];
      }
    }
  }

  /** Multiplies packed rows with one panel. */
  private static void block(
      Tile tile,
      int mc,
      int nr,
      int width,
      int kc,
      float[] rows,
      float[] panel,
      int bo,
      boolean fresh,
      float[] c,
      int co,
      int ldc,
      float[] scratch) {
    int height = tile.rows();
    for (int i = 0; i < mc; i += height) {
      int at = co + i * ldc;
      int ao = i * PITCH;
      if (i + height > mc || nr < width) {
        int mr = Math.min(height, mc - i);
        for (int r = 0; r < mr && !fresh; r++) {
          Rows.copy(nr, c, at + r * ldc, scratch, r * width);
        }
        float[] seed = fresh ? Tile.ZEROS : scratch;
        tile.run(kc, rows, ao, panel, bo, seed, 0, fresh ? 0 : width, scratch, 0, width);
        for (int r = 0; r < mr; r++) {
          Rows.copy(nr, scratch, r * width, c, at + r * ldc);
        }
      } else if (fresh) {
        tile.run(kc, rows, ao, panel, bo, Tile.ZEROS, 0, 0, c, at, ldc);
      } else {
        tile.run(kc, rows, ao, panel, bo, c, at, ldc, c, at, ldc);
      }
    }
  }

  /** Reads stored rows in order and writes them as columns of a panel. */
  static void transposePanel(int k, int columns, float[] b, int bo, int ldb, float[] out, int oo) {
    Packing.transpose(columns, k, b, bo, ldb, out, oo, COLUMNS);
  }
}
