package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;
import static dev.rankine.engine.cpu.vector.MicroKernel.ZEROS;

import dev.rankine.engine.cpu.Gemm;

/**
 * Packed rows of A times one panel of B: walks down the rows, tile by tile. A tile that hangs over
 * the edge of C is computed whole in scratch memory.
 *
 * @param mc rows
 * @param kc steps
 * @param rows packed A, padded to whole tiles
 * @param packed packed B
 * @param fresh whether the chains start at +0, or else at C
 */
record PanelProduct(
    int mc, int kc, float[] rows, float[] packed, boolean fresh, float[] c, int ldc, float[] tile) {
  private static final MicroKernel KERNEL = MicroKernel.BEST;

  /**
   * Panels of two vectors, one after the other. Some rows pass all of them before the next: the
   * processor sees that it writes and reads C in order, and fetches it ahead.
   */
  void wholePairs(int count, int bo, int co) {
    int height = KERNEL.height();
    int whole = mc - mc % height;
    float[] seed = fresh ? ZEROS : c;
    int pitch = fresh ? 0 : ldc;
    int panel = kc * COLUMNS;
    for (int i = 0; i < whole; i += height) {
      for (int t = 0; t < count; t++) {
        int at = co + i * ldc + t * COLUMNS;
        int so = fresh ? 0 : at;
        KERNEL.pair(kc, rows, i * kc, packed, bo + t * panel, seed, so, pitch, c, at, ldc);
      }
    }
    for (int t = 0; t < count && whole < mc; t++) {
      pair(COLUMNS, bo + t * panel, co + t * COLUMNS, whole);
    }
  }

  /** nr columns, at most two vectors. */
  void pair(int nr, int bo, int co) {
    pair(nr, bo, co, 0);
  }

  private void pair(int nr, int bo, int co, int first) {
    int height = KERNEL.height();
    for (int i = first; i < mc; i += height) {
      int mr = Math.min(height, mc - i);
      int at = co + i * ldc;
      load(mr, nr, at);
      KERNEL.pair(kc, rows, i * kc, packed, bo, tile, 0, COLUMNS, tile, 0, COLUMNS);
      store(mr, nr, at);
    }
  }

  /** nr columns, at most one vector. */
  void single(int nr, int bo, int co) {
    int height = KERNEL.singleRows();
    int whole = nr == COUNT ? mc - mc % height : 0;
    float[] seed = fresh ? ZEROS : c;
    int pitch = fresh ? 0 : ldc;
    for (int i = 0; i < whole; i += height) {
      int at = co + i * ldc;
      int so = fresh ? 0 : at;
      KERNEL.single(kc, rows, i * kc, packed, bo, seed, so, pitch, c, at, ldc);
    }
    for (int i = whole; i < mc; i += height) {
      int mr = Math.min(height, mc - i);
      int at = co + i * ldc;
      load(mr, nr, at);
      KERNEL.single(kc, rows, i * kc, packed, bo, tile, 0, COLUMNS, tile, 0, COLUMNS);
      store(mr, nr, at);
    }
  }

  /** nr columns, at most one vector, of the first rows of A as they are stored: whole eights. */
  void stored(int count, Gemm.Operand a, int ao, int nr, int bo, int co) {
    float[] seed = fresh ? ZEROS : c;
    int pitch = fresh ? 0 : ldc;
    for (int i = 0; i < count; i += RowKernel.ROWS) {
      int at = co + i * ldc;
      int from = ao + i * a.rowStride();
      if (nr == COUNT) {
        stored(a, from, bo, seed, fresh ? 0 : at, pitch, c, at, ldc);
      } else {
        load(RowKernel.ROWS, nr, at);
        stored(a, from, bo, tile, 0, COLUMNS, tile, 0, COLUMNS);
        store(RowKernel.ROWS, nr, at);
      }
    }
  }

  private void stored(
      Gemm.Operand a,
      int ao,
      int bo,
      float[] seed,
      int so,
      int seedPitch,
      float[] out,
      int oo,
      int ldo) {
    float[] x = a.data();
    int line = a.rowStride();
    if (COUNT == 16) {
      int step = a.columnStride();
      StoredKernel.single(
          kc, x, ao, line, step, packed, bo, COUNT, seed, so, seedPitch, out, oo, ldo);
    } else {
      RowKernel.run(kc, x, ao, line, packed, bo, seed, so, seedPitch, out, oo, ldo);
    }
  }

  /** One column. */
  void column(int bo, int co) {
    for (int i = 0; i < mc; i += ColumnKernel.ROWS) {
      int mr = Math.min(ColumnKernel.ROWS, mc - i);
      int at = co + i * ldc;
      for (int r = 0; r < mr; r++) {
        tile[r] = fresh ? 0 : c[at + r * ldc];
      }
      ColumnKernel.run(kc, rows, i * kc, packed, bo, tile, 0, tile, 0);
      for (int r = 0; r < mr; r++) {
        c[at + r * ldc] = tile[r];
      }
    }
  }

  /** The seeds of a tile at the edge. */
  private void load(int mr, int nr, int co) {
    if (fresh) {
      java.util.Arrays.fill(tile, 0);
      return;
    }
    for (int r = 0; r < mr; r++) {
      Rows.copy(nr, c, co + r * ldc, tile, r * COLUMNS);
    }
  }

  private void store(int mr, int nr, int co) {
    for (int r = 0; r < mr; r++) {
      Rows.copy(nr, tile, r * COLUMNS, c, co + r * ldc);
    }
  }
}
