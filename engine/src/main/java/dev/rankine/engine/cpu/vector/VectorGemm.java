package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
import static dev.rankine.engine.cpu.vector.Tile.COLUMNS;
import static dev.rankine.engine.cpu.vector.Tile.KC;
import static dev.rankine.engine.cpu.vector.Tile.PITCH;

import jdk.incubator.vector.FloatVector;

/**
 * A matrix product after Goto and van de Geijn ("Anatomy of high-performance matrix
 * multiplication", 2008): blocks of B are packed into panels of two vectors' width that stay in the
 * first-level cache, blocks of A into rows that stay in the second, and the register tile walks
 * over both. A tile that hangs over the edge of C is computed whole in scratch memory.
 */
final class VectorGemm {
  /** Rows of A in a packed block: 96·272 floats are 102 KiB. */
  private static final int MC = 96;

  /** Columns of B in a packed block: 256·512 floats are 512 KiB. */
  private static final int NC = 512;

  private static final Tile TILE = Tile.BEST;

  private VectorGemm() {}

  static void multiply(
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int ao,
      int aRow,
      int aColumn,
      float[] b,
      int bo,
      int bRow,
      int bColumn,
      float beta,
      float[] c,
      int co,
      int ldc) {
    if (k == 0 || (beta != 0 && beta != 1)) {
      scale(m, n, beta, c, co, ldc);
    }
    Workspace space = Workspace.get();
    float[] rows = space.floats(Workspace.ROWS, (MC + TILE.rows()) * PITCH);
    int width = Math.ceilDiv(Math.min(n, NC), COLUMNS) * COLUMNS;
    float[] panels = space.floats(Workspace.PANELS, width * Math.min(k, KC));
    for (int j = 0; j < n; j += NC) {
      int nc = Math.min(NC, n - j);
      for (int p = 0; p < k; p += KC) {
        int kc = Math.min(KC, k - p);
        packPanels(kc, nc, b, bo + p * bRow + j * bColumn, bRow, bColumn, panels);
        boolean fresh = p == 0 && beta == 0;
        for (int i = 0; i < m; i += MC) {
          int mc = Math.min(MC, m - i);
          packRows(mc, kc, alpha, a, ao + i * aRow + p * aColumn, aRow, aColumn, rows);
          block(mc, nc, kc, rows, panels, fresh, c, co + i * ldc + j, ldc, space.tile);
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

  /** Multiplies packed rows with packed panels into a block of C. */
  private static void block(
      int mc,
      int nc,
      int kc,
      float[] rows,
      float[] panels,
      boolean fresh,
      float[] c,
      int co,
      int ldc,
      float[] scratch) {
    int height = TILE.rows();
    for (int j = 0; j < nc; j += COLUMNS) {
      for (int i = 0; i < mc; i += height) {
        int at = co + i * ldc + j;
        if (i + height > mc || j + COLUMNS > nc) {
          edge(
              Math.min(height, mc - i),
              Math.min(COLUMNS, nc - j),
              kc,
              rows,
              i * PITCH,
              panels,
              j * kc,
              fresh,
              c,
              at,
              ldc,
              scratch);
        } else if (fresh) {
          TILE.run(kc, rows, i * PITCH, panels, j * kc, Tile.ZEROS, 0, 0, c, at, ldc);
        } else {
          TILE.run(kc, rows, i * PITCH, panels, j * kc, c, at, ldc, c, at, ldc);
        }
      }
    }
  }

  private static void edge(
      int mr,
      int nr,
      int kc,
      float[] rows,
      int ao,
      float[] panels,
      int bo,
      boolean fresh,
      float[] c,
      int co,
      int ldc,
      float[] scratch) {
    for (int i = 0; i < mr && !fresh; i++) {
      System.arraycopy(c, co + i * ldc, scratch, i * COLUMNS, nr);
    }
    float[] seed = fresh ? Tile.ZEROS : scratch;
    TILE.run(kc, rows, ao, panels, bo, seed, 0, fresh ? 0 : COLUMNS, scratch, 0, COLUMNS);
    for (int i = 0; i < mr; i++) {
      System.arraycopy(scratch, i * COLUMNS, c, co + i * ldc, nr);
    }
  }

  /** Row i at i·PITCH, times alpha. Rows that fill up the last tile keep stale numbers. */
  static void packRows(
      int m, int k, float alpha, float[] a, int ao, int aRow, int aColumn, float[] out) {
    if (aColumn == 1) {
      for (int i = 0; i < m; i++) {
        scaledCopy(k, alpha, a, ao + i * aRow, out, i * PITCH);
      }
    } else {
      for (int i = 0; i < m; i++) {
        for (int p = 0; p < k; p++) {
          out[i * PITCH + p] = alpha * a[ao + i * aRow + p * aColumn];
        }
      }
    }
  }

  private static void scaledCopy(int n, float alpha, float[] from, int fo, float[] to, int at) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector.fromArray(FLOAT, from, fo + i).mul(alpha).intoArray(to, at + i);
    }
    for (; i < n; i++) {
      to[at + i] = alpha * from[fo + i];
    }
  }

  /** Panel j/COLUMNS at j·k, row p of it at p·COLUMNS. The last panel is filled up with zeros. */
  private static void packPanels(
      int k, int n, float[] b, int bo, int bRow, int bColumn, float[] out) {
    for (int j = 0; j < n; j += COLUMNS) {
      int nr = Math.min(COLUMNS, n - j);
      int from = bo + j * bColumn;
      if (nr < COLUMNS) {
        java.util.Arrays.fill(out, j * k, (j + COLUMNS) * k, 0);
      }
      if (bColumn != 1) {
        transposePanel(k, nr, b, from, bColumn, out, j * k);
      } else if (nr == COLUMNS) {
        copyPanel(k, b, from, bRow, out, j * k);
      } else {
        for (int p = 0; p < k; p++) {
          System.arraycopy(b, from + p * bRow, out, j * k + p * COLUMNS, nr);
        }
      }
    }
  }

  private static void copyPanel(int k, float[] b, int bo, int ldb, float[] out, int oo) {
    for (int p = 0; p < k; p++) {
      int from = bo + p * ldb;
      int to = oo + p * COLUMNS;
      FloatVector.fromArray(FLOAT, b, from).intoArray(out, to);
      FloatVector.fromArray(FLOAT, b, from + COUNT).intoArray(out, to + COUNT);
    }
  }

  /** Reads stored rows in order, four at a time, and writes them as columns of the panel. */
  static void transposePanel(int k, int columns, float[] b, int bo, int ldb, float[] out, int oo) {
    int j = 0;
    for (; j <= columns - 4; j += 4) {
      int from = bo + j * ldb;
      int to = oo + j;
      for (int p = 0; p < k; p++) {
        float b0 = b[from + p];
        float b1 = b[from + ldb + p];
        float b2 = b[from + 2 * ldb + p];
        float b3 = b[from + 3 * ldb + p];
        out[to + p * COLUMNS] = b0;
        out[to + p * COLUMNS + 1] = b1;
        out[to + p * COLUMNS + 2] = b2;
        out[to + p * COLUMNS + 3] = b3;
      }
    }
    for (; j < columns; j++) {
      for (int p = 0; p < k; p++) {
        out[oo + p * COLUMNS + j] = b[bo + j * ldb + p];
      }
    }
  }
}
