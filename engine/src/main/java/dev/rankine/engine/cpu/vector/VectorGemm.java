package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;

import dev.rankine.engine.cpu.Gemm;
import dev.rankine.engine.cpu.Team;
import dev.rankine.engine.cpu.WarmLoop;

/**
 * A matrix product after Goto and van de Geijn ("Anatomy of high-performance matrix
 * multiplication", 2008): for kc rows of B and as many columns of A at a time, two phases.
 *
 * <pre>
 *                       B (K, N)
 *                       ┌──┬──┬──┬──┐
 *                       │▒▒│▒▒│▒▒│▒▒│  kc rows    1. the team packs them into panels
 *                       ├──┴──┴──┴──┤
 *                       │           │
 *   A (M, K)            └───────────┘
 *   ┌─────┬─────┐       ┌───────────┐
 *   │▒▒▒▒▒│     │       │  a task   │             2. each task packs its block of A into panels
 *   ├─────┼─────┤       ├───────────┤                that stay in the second-level cache, and
 *   │     │     │       │           │                walks over those of B
 *   └─────┴─────┘       └───────────┘
 * </pre>
 */
final class VectorGemm {
  /**
   * Rows of B in a block at most, so that a panel takes no more than 32 KiB. Each block reads and
   * writes C once more: 512 is 3 % faster than 256.
   */
  private static final int KC = Math.min(512, (1 << 13) / COLUMNS);

  /** Rows of A in a block at most: 192·512 floats are 384 KiB; 96 are 3 % slower at 2048. */
  private static final int MC = 192;

  /** Floats of packed B at most, 4 MiB; a larger B is taken in ranges of columns. */
  private static final int PACKED = 1 << 20;

  /**
   * Up to this many floats of the smaller operand, each thread packs its own, if at all: that takes
   * less time than to wait for the others and fetch what they packed from their caches.
   */
  private static final int REPEATED = COUNT == 16 ? StoredProduct.MOST - 1 : 1 << 16;

  /** Panels of B that some rows of A pass before the next rows: at most 256 KiB. */
  private static final int TOGETHER = 8;

  /** A task with fewer rows than this packs too much for what it multiplies. */
  private static final int FEWEST_ROWS = 16;

  private static final int HEIGHT = MicroKernel.BEST.height();

  private final Gemm g;
  private final int firstColumn;
  private final Panels panels;
  private final float[] packed;
  private final int packStep;
  private final int rowParts;
  private final int panelStep;

  private VectorGemm(Gemm g, int firstColumn, int columns, int threads) {
    this.g = g;
    this.firstColumn = firstColumn;
    panels = new Panels(g.k(), columns, evenly(g.k(), KC, 4));
    packed = Workspace.get().floats(Workspace.PANELS, panels.size());
    packStep = Math.ceilDiv(panels.count(), threads);
    rowParts = rowParts(g.m(), threads);
    int columnTasks = Math.ceilDiv(threads, rowParts);
    panelStep = Math.ceilDiv(panels.count(), columnTasks);
  }

  /** Blocks of rows: as many for each thread, where there are enough rows for more than one. */
  private static int rowParts(int m, int threads) {
    int parts = Math.ceilDiv(m, MC);
    if (threads == 1) {
      return parts;
    }
    int most = Math.max(parts, Math.min(2 * threads, m / FEWEST_ROWS));
    return most <= 1 ? 1 : roundUp(most, threads);
  }

  private static int roundUp(int n, int unit) {
    return Math.ceilDiv(n, unit) * unit;
  }

  /** n in as few equal parts as are at most this long, rounded up to a unit. */
  private static int evenly(int n, int most, int unit) {
    int parts = Math.max(1, Math.ceilDiv(n, most));
    return Math.max(unit, roundUp(Math.ceilDiv(n, parts), unit));
  }

  /** With vectors of sixteen lanes, products that pack an operand are warmed up on demand. */
  static WarmLoop.Group group(Gemm g) {
    if (COUNT != 16) {
      return WarmLoop.Group.HEAVY;
    }
    if (HalfProduct.covers(g)) {
      return WarmLoop.Group.LIGHT;
    }
    boolean readsRows = g.n() <= COUNT && g.m() % RowKernel.ROWS == 0 && g.alpha() == 1;
    boolean isStored = readsRows || StoredProduct.covers(g) || VectorGemv.covers(g);
    return isStored ? WarmLoop.Group.HEAVY : WarmLoop.Group.PRODUCTS;
  }

  static void multiply(Team team, Gemm g) {
    if (g.m() == 0 || g.n() == 0) {
      return;
    }
    if (VectorGemv.covers(g)) {
      VectorGemv.multiply(team, g);
      return;
    }
    if (team.threads() > 1 && (long) g.k() * Math.min(g.m(), g.n()) <= REPEATED) {
      divide(team, g);
      return;
    }
    if (HalfProduct.covers(g)) {
      HalfProduct.multiply(g);
      return;
    }
    if (StoredProduct.covers(g)) {
      StoredProduct.multiply(g);
      return;
    }
    int columns = evenly(g.n(), PACKED / KC, COLUMNS);
    for (int j = 0; j < g.n(); j += columns) {
      new VectorGemm(g, j, Math.min(columns, g.n() - j), team.threads()).run(team);
    }
  }

  /**
   * A range of rows or columns of C for each thread, whichever leaves the longest one shorter; if
   * none does, columns of a B that each thread would have to transpose.
   */
  private static void divide(Team team, Gemm g) {
    int rows = roundUp(Math.ceilDiv(g.m(), team.threads()), rowUnit(g));
    int columns = roundUp(Math.ceilDiv(g.n(), team.threads()), COLUMNS);
    long more = (long) rows * g.n() - (long) columns * g.m();
    boolean byRows = more < 0 || (more == 0 && g.b().columnStride() == 1);
    int n = byRows ? g.m() : g.n();
    int step = byRows ? rows : columns;
    team.run(
        Math.ceilDiv(n, step),
        task -> {
          int from = task * step;
          int end = Math.min(n, from + step);
          multiply(Team.ALONE, byRows ? g.rows(from, end) : g.columns(from, end));
        });
  }

  private void run(Team team) {
    int groups = Math.ceilDiv(panels.count(), packStep);
    int columnTasks = Math.ceilDiv(panels.count(), panelStep);
    for (int p = 0; p == 0 || p < g.k(); p += panels.kc()) {
      int step = p;
      team.run(groups, task -> pack(step, task * packStep));
      team.run(
          rowParts * columnTasks,
          task -> multiply(step, task / columnTasks, task % columnTasks * panelStep));
    }
  }

  /** Packs some panels of the block of B that begins at row p. */
  private void pack(int p, int first) {
    int last = Math.min(first + packStep, panels.count());
    int pairs = Math.min(last, panels.pairs());
    if (pairs > first) {
      pack(COLUMNS, p, first, pairs);
    }
    if (last > pairs) {
      pack(panels.endsInColumns() ? 1 : COUNT, p, pairs, last);
    }
  }

  private void pack(int width, int p, int first, int last) {
    Gemm.Operand b = g.b();
    int kc = panels.rows(p);
    int n = panels.columns(first, last);
    int from = b.at(p, firstColumn + first * COLUMNS);
    int to = panels.at(p, first);
    Packing.panels(width, kc, n, b.data(), from, b.rowStride(), b.columnStride(), packed, to);
  }

  /** Where a part of the rows begins, on the edge of a tile. */
  private int row(int part) {
    int unit = rowUnit(g);
    return Math.min(g.m(), (int) ((long) part * Math.ceilDiv(g.m(), unit) / rowParts) * unit);
  }

  /** Rows of a tile. */
  private static int rowUnit(Gemm g) {
    return g.n() <= COUNT ? RowKernel.ROWS : HEIGHT;
  }

  /** Adds a block of A times a block of B to a block of C: panelStep panels from the first one. */
  private void multiply(int p, int part, int first) {
    int last = Math.min(first + panelStep, panels.count());
    int i = row(part);
    int mc = row(part + 1) - i;
    int columns = panels.columns(first, last);
    int j = firstColumn + first * COLUMNS;
    if (p == 0 && (g.k() == 0 || (g.beta() != 0 && g.beta() != 1))) {
      scale(mc, columns, g.c().at(i, j));
    }
    multiplyRows(p, i, mc, first, last);
    if (p + panels.kc() >= g.k()) {
      VectorFinish.rows(g, i, mc, j, columns);
    }
  }

  private void multiplyRows(int p, int i, int mc, int first, int last) {
    Workspace space = Workspace.get();
    int kc = panels.rows(p);
    int size = roundUp(mc, ColumnKernel.ROWS) * kc + Packing.EXCESS;
    float[] rows = space.floats(Workspace.ROWS, size);
    int stored = readsStoredRows() ? mc - mc % RowKernel.ROWS : 0;
    boolean fresh = p == 0 && g.beta() == 0;
    float[] c = g.c().data();
    PanelProduct product =
        new PanelProduct(mc - stored, kc, rows, packed, fresh, c, g.c().rowStride(), space.tile);
    if (stored > 0) {
      Gemm.Operand a = g.a();
      int co = g.c().at(i, firstColumn);
      product.stored(stored, a, a.at(i, p), panels.n(), 0, co);
    }
    if (stored < mc) {
      packRows(mc - stored, kc, g.a().at(i + stored, p), rows);
      multiply(product, i + stored, p, first, last);
    }
  }

  /** Where B is one panel of a vector's width, each element of A is used once. */
  private boolean readsStoredRows() {
    boolean isOnePanel = panels.count() == 1 && panels.endsInSingle();
    return isOnePanel && g.alpha() == 1 && (COUNT == 16 || g.a().columnStride() == 1);
  }

  private void multiply(PanelProduct product, int i, int p, int first, int last) {
    int co = g.c().at(i, firstColumn);
    int whole = Math.min(last, panels.n() / COLUMNS);
    for (int t = first; t < whole; t += TOGETHER) {
      int count = Math.min(TOGETHER, whole - t);
      product.wholePairs(count, panels.at(p, t), co + t * COLUMNS);
    }
    for (int t = Math.max(first, whole); t < last; t++) {
      tail(product, panels.columns(t, t + 1), panels.at(p, t), co + t * COLUMNS);
    }
  }

  /** The last columns of B, which are no whole panel. */
  private void tail(PanelProduct product, int columns, int bo, int co) {
    if (panels.endsInSingle()) {
      product.single(columns, bo, co);
    } else if (panels.endsInColumns()) {
      for (int column = 0; column < columns; column++) {
        product.column(bo + column * product.kc(), co + column);
      }
    } else {
      product.pair(columns, bo, co);
    }
  }

  private void scale(int m, int n, int co) {
    float[] c = g.c().data();
    for (int i = 0; i < m; i++) {
      int row = co + i * g.c().rowStride();
      for (int j = row; j < row + n; j++) {
        c[j] = g.beta() == 0 ? 0 : g.beta() * c[j];
      }
    }
  }

  private void packRows(int mc, int kc, int from, float[] rows) {
    Gemm.Operand a = g.a();
    Packing.panels(HEIGHT, kc, mc, a.data(), from, a.columnStride(), a.rowStride(), rows, 0);
    if (g.alpha() != 1) {
      for (int i = 0; i < roundUp(mc, HEIGHT) * kc; i++) {
        rows[i] *= g.alpha();
      }
    }
  }
}
