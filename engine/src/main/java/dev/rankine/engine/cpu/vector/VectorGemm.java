package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;
import static dev.rankine.engine.cpu.vector.MicroKernel.SINGLE_ROWS;

import dev.rankine.engine.cpu.Gemm;
import dev.rankine.engine.cpu.Team;

/**
 * A matrix product after Goto and van de Geijn ("Anatomy of high-performance matrix
 * multiplication", 2008), in two phases.
 *
 * <pre>
 *                       B (K, N)
 *                       ┌──┬──┬──┬──┐
 *                       │  │  │  │  │  kc rows    1. the team packs B into panels, once for all
 *                       ├──┼──┼──┼──┤
 *                       │  │  │  │  │
 *   A (M, K)            └──┴──┴──┴──┘
 *   ┌─────┬─────┐       ┌───────────┐
 *   │▒▒▒▒▒│     │       │  a task   │  mStep rows 2. each task packs its block of A, kc columns at
 *   ├─────┼─────┤       ├───────────┤                a time, into panels that stay in the
 *   │     │     │       │           │                second-level cache, and walks over those of
 *   └─────┴─────┘       └───────────┘                B, which pass through the first
 * </pre>
 *
 * <p>A tile that hangs over the edge of C is computed whole in scratch memory.
 */
final class VectorGemm {
  /**
   * Rows of B in a block at most, so that a panel takes no more than 32 KiB. Each block reads and
   * writes C once more: 512 is 3 % faster than 256.
   */
  private static final int KC = Math.min(512, (1 << 13) / COLUMNS);

  /** Rows of A in a block at most: 96·512 floats are 192 KiB. */
  private static final int MC = 96;

  /** Floats of packed B at most, 4 MiB; a larger B is taken in ranges of columns. */
  private static final int PACKED = 1 << 20;

  /** A task with fewer rows than this packs too much for what it multiplies. */
  private static final int FEWEST_ROWS = 16;

  private static final MicroKernel KERNEL = MicroKernel.BEST;

  private final Gemm g;
  private final int firstColumn;
  private final Panels panels;
  private final float[] packed;
  private final int packStep;
  private final int mStep;
  private final int panelStep;

  private VectorGemm(Gemm g, int firstColumn, int columns, int threads) {
    this.g = g;
    this.firstColumn = firstColumn;
    panels = new Panels(g.k(), columns, evenly(g.k(), KC, 4));
    packed = Workspace.get().floats(Workspace.PANELS, panels.size());
    packStep = Math.ceilDiv(panels.count(), threads);
    int share = threads == 1 ? MC : Math.max(FEWEST_ROWS, Math.ceilDiv(g.m(), 2 * threads));
    mStep = evenly(g.m(), Math.min(MC, share), SINGLE_ROWS);
    int columnTasks = Math.ceilDiv(threads, Math.ceilDiv(g.m(), mStep));
    panelStep = Math.ceilDiv(panels.count(), columnTasks);
  }

  /** n in as few equal parts as are at most this long, rounded up to a unit. */
  private static int evenly(int n, int most, int unit) {
    int part = Math.ceilDiv(n, Math.max(1, Math.ceilDiv(n, most)));
    return Math.max(1, Math.ceilDiv(part, unit)) * unit;
  }

  static void multiply(Team team, Gemm g) {
    if (g.m() == 0) {
      return;
    }
    int most = Math.max(COLUMNS, PACKED / Math.max(1, g.k()) / COLUMNS * COLUMNS);
    int columns = evenly(g.n(), most, COLUMNS);
    for (int j = 0; j < g.n(); j += columns) {
      new VectorGemm(g, j, Math.min(columns, g.n() - j), team.threads()).run(team);
    }
  }

  private void run(Team team) {
    int groups = Math.ceilDiv(panels.count(), packStep);
    team.run(
        Math.ceilDiv(g.k(), panels.kc()) * groups,
        task -> pack(task / groups * panels.kc(), task % groups * packStep));
    int columnTasks = Math.ceilDiv(panels.count(), panelStep);
    team.run(
        Math.ceilDiv(g.m(), mStep) * columnTasks,
        task -> multiply(task / columnTasks * mStep, task % columnTasks * panelStep));
  }

  /** Packs some panels of the block of B that begins at row p. */
  private void pack(int p, int first) {
    Gemm.Operand b = g.b();
    int last = Math.min(first + packStep, panels.count());
    int pairs = panels.width(last - 1) == COLUMNS ? last : last - 1;
    if (pairs > first) {
      int n = Math.min(panels.n(), pairs * COLUMNS) - first * COLUMNS;
      pack(COLUMNS, n, p, first, b);
    }
    if (pairs < last) {
      pack(COUNT, panels.n() - pairs * COLUMNS, p, pairs, b);
    }
  }

  private void pack(int width, int n, int p, int panel, Gemm.Operand b) {
    int from = b.at(p, firstColumn + panel * COLUMNS);
    int to = panels.at(p, panel);
    Packing.panels(
        width, panels.rows(p), n, b.data(), from, b.rowStride(), b.columnStride(), packed, to);
  }

  /** Computes a block of C: mStep rows from i, panelStep panels from the first one. */
  private void multiply(int i, int first) {
    int last = Math.min(first + panelStep, panels.count());
    int mc = Math.min(mStep, g.m() - i);
    int ldc = g.c().rowStride();
    float[] c = g.c().data();
    if (g.k() == 0 || (g.beta() != 0 && g.beta() != 1)) {
      int end = Math.min(panels.n(), last * COLUMNS);
      scale(
          mc, end - first * COLUMNS, g.beta(), c, g.c().at(i, firstColumn + first * COLUMNS), ldc);
    }
    Workspace space = Workspace.get();
    float[] rows = space.floats(Workspace.ROWS, mStep * panels.kc());
    Gemm.Operand a = g.a();
    for (int p = 0; p < g.k(); p += panels.kc()) {
      int kc = panels.rows(p);
      packRows(mc, kc, a, a.at(i, p), rows);
      boolean fresh = p == 0 && g.beta() == 0;
      for (int t = first; t < last; t++) {
        int bo = panels.at(p, t);
        int co = g.c().at(i, firstColumn + t * COLUMNS);
        if (panels.width(t) == COLUMNS) {
          int nr = Math.min(COLUMNS, panels.n() - t * COLUMNS);
          pairs(mc, nr, kc, rows, packed, bo, fresh, c, co, ldc, space.tile);
        } else {
          int nr = panels.n() - t * COLUMNS;
          singles(mc, nr, kc, rows, packed, bo, fresh, c, co, ldc, space.tile);
        }
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

  private void packRows(int mc, int kc, Gemm.Operand a, int from, float[] rows) {
    int height = KERNEL.height();
    Packing.panels(height, kc, mc, a.data(), from, a.columnStride(), a.rowStride(), rows, 0);
    if (g.alpha() != 1) {
      int size = Math.ceilDiv(mc, height) * height * kc;
      for (int i = 0; i < size; i++) {
        rows[i] *= g.alpha();
      }
    }
  }

  /** Multiplies packed rows with one panel of two vectors. */
  private static void pairs(
      int mc,
      int nr,
      int kc,
      float[] rows,
      float[] panel,
      int bo,
      boolean fresh,
      float[] c,
      int co,
      int ldc,
      float[] scratch) {
    int height = KERNEL.height();
    for (int i = 0; i < mc; i += height) {
      int at = co + i * ldc;
      if (i + height > mc || nr < COLUMNS) {
        int mr = Math.min(height, mc - i);
        float[] seed = seed(mr, nr, fresh, c, at, ldc, scratch);
        int pitch = fresh ? 0 : COLUMNS;
        KERNEL.pair(kc, rows, i * kc, panel, bo, seed, 0, pitch, scratch, 0, COLUMNS);
        store(mr, nr, scratch, c, at, ldc);
      } else if (fresh) {
        KERNEL.pair(kc, rows, i * kc, panel, bo, MicroKernel.ZEROS, 0, 0, c, at, ldc);
      } else {
        KERNEL.pair(kc, rows, i * kc, panel, bo, c, at, ldc, c, at, ldc);
      }
    }
  }

  /** Multiplies packed rows with the last panel, of one vector. */
  private static void singles(
      int mc,
      int nr,
      int kc,
      float[] rows,
      float[] panel,
      int bo,
      boolean fresh,
      float[] c,
      int co,
      int ldc,
      float[] scratch) {
    for (int i = 0; i < mc; i += SINGLE_ROWS) {
      int at = co + i * ldc;
      if (i + SINGLE_ROWS > mc || nr < COUNT) {
        int mr = Math.min(SINGLE_ROWS, mc - i);
        float[] seed = seed(mr, nr, fresh, c, at, ldc, scratch);
        int pitch = fresh ? 0 : COLUMNS;
        KERNEL.single(kc, rows, i * kc, panel, bo, seed, 0, pitch, scratch, 0, COLUMNS);
        store(mr, nr, scratch, c, at, ldc);
      } else if (fresh) {
        KERNEL.single(kc, rows, i * kc, panel, bo, MicroKernel.ZEROS, 0, 0, c, at, ldc);
      } else {
        KERNEL.single(kc, rows, i * kc, panel, bo, c, at, ldc, c, at, ldc);
      }
    }
  }

  private static float[] seed(
      int mr, int nr, boolean fresh, float[] c, int co, int ldc, float[] scratch) {
    for (int r = 0; r < mr && !fresh; r++) {
      Rows.copy(nr, c, co + r * ldc, scratch, r * COLUMNS);
    }
    return fresh ? MicroKernel.ZEROS : scratch;
  }

  private static void store(int mr, int nr, float[] scratch, float[] c, int co, int ldc) {
    for (int r = 0; r < mr; r++) {
      Rows.copy(nr, scratch, r * COLUMNS, c, co + r * ldc);
    }
  }

  /** Reads stored rows in order and writes them as columns of a panel. */
  static void transposePanel(int k, int columns, float[] b, int bo, int ldb, float[] out, int oo) {
    Packing.transpose(columns, k, b, bo, ldb, out, oo, Tile.COLUMNS);
  }
}
