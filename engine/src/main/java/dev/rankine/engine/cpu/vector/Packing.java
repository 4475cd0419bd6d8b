package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Brings an operand of a product into the order in which the register tile reads it: panels of w
 * lines, step by step along k.
 *
 * <pre>
 *   k steps ↓, n lines →              panel 0            panel 1
 *   x00 x01 x02 x03 x04 x05 x06 x07   x00 x01 x02 x03    x04 x05 x06 x07
 *   x10 x11 x12 x13 x14 x15 x16 x17   x10 x11 x12 x13    x14 x15 x16 x17     w = 4
 *    …                                 …                  …
 * </pre>
 *
 * <p>Lines are columns of B, w two vectors, or rows of A, w the height of the tile. If the stored
 * lines are contiguous instead of the steps, the copy transposes blocks of 4 by 4 in registers.
 */
final class Packing {
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;
  private static final VectorMask<Float> ODD = VectorMask.fromLong(QUAD, 0b1010);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(QUAD, 0b1100);
  private static final VectorShuffle<Float> NEIGHBOURS = VectorShuffle.fromValues(QUAD, 1, 0, 3, 2);
  private static final VectorShuffle<Float> HALVES = VectorShuffle.fromValues(QUAD, 2, 3, 0, 1);

  /**
   * Panels that are filled side by side: longer runs of reads, and few enough writes that compete
   * for a set of the cache.
   */
  private static final int ABREAST = 4;

  private static final int HEIGHT = MicroKernel.BEST.height();
  private static final int SIX = 6;

  /** Distant steps of a panel of rows that are copied before the next panel's. */
  private static final int STEPS = 8;

  /** Floats of a page of memory. */
  private static final int FAR = 1024;

  /** Lanes beyond a step of packed rows where whole vectors cover it. */
  static final int EXCESS = Math.ceilDiv(HEIGHT, COUNT) * COUNT - HEIGHT;

  private Packing() {}

  /**
   * Step p of line j, {@code x[xo + p·step + j·line]}, goes to {@code oo + (j / width)·k·width +
   * p·width + j % width}. Lines that are missing in the last panel become zeros. One of the
   * distances is 1.
   */
  static void panels(
      int width, int k, int n, float[] x, int xo, int step, int line, float[] out, int oo) {
    int whole = n / width;
    if (line == 1) {
      int most = width == HEIGHT ? whole : ABREAST;
      for (int t = 0; t < whole; t += most) {
        int abreast = Math.min(most, whole - t);
        copy(width, k, abreast, x, xo + t * width, step, out, oo + t * width * k);
      }
    } else {
      for (int t = 0; t < whole; t++) {
        int from = xo + t * width * line;
        int to = oo + t * width * k;
        transpose(width, k, x, from, line, out, to, width);
      }
    }
    int rest = n - whole * width;
    if (rest > 0) {
      int from = xo + whole * width * line;
      int to = oo + whole * width * k;
      Arrays.fill(out, to, to + width * k, 0);
      if (line == 1) {
        for (int p = 0; p < k; p++) {
          Rows.copy(rest, x, from + p * step, out, to + p * width);
        }
      } else {
        transpose(rest, k, x, from, line, out, to, width);
      }
    }
  }

  /** Each width has its own loop: as a variable it would cost twice the time. */
  private static void copy(
      int width, int k, int panels, float[] x, int xo, int step, float[] out, int oo) {
    if (width == COLUMNS) {
      copyPairs(k, panels, x, xo, step, out, oo);
    } else if (width == HEIGHT) {
      copyRows(k, panels, x, xo, step, out, oo);
    } else if (width == 1) {
      copyColumns(k, panels, x, xo, step, out, oo);
    } else {
      copySingle(k, x, xo, step, out, oo);
    }
  }

  static void copyPairs(int k, int panels, float[] x, int xo, int step, float[] out, int oo) {
    for (int p = 0; p < k; p++) {
      int from = xo + p * step;
      int to = oo + p * COLUMNS;
      for (int t = 0; t < panels; t++) {
        FloatVector.fromArray(FLOAT, x, from).intoArray(out, to);
        FloatVector.fromArray(FLOAT, x, from + COUNT).intoArray(out, to + COUNT);
        from += COLUMNS;
        to += k * COLUMNS;
      }
    }
  }

  static void copySingle(int k, float[] x, int xo, int step, float[] out, int oo) {
    for (int p = 0; p < k; p++) {
      FloatVector.fromArray(FLOAT, x, xo + p * step).intoArray(out, oo + p * COUNT);
    }
  }

  private static void copyColumns(
      int k, int panels, float[] x, int xo, int step, float[] out, int oo) {
    for (int p = 0; p < k; p++) {
      for (int t = 0; t < panels; t++) {
        out[oo + t * k + p] = x[xo + p * step + t];
      }
    }
  }

  /**
   * Panels of rows. Where the steps lie far apart, and compete for a set of the cache, a few steps
   * of all panels at a time.
   */
  private static void copyRows(
      int k, int panels, float[] x, int xo, int step, float[] out, int oo) {
    int some = step < FAR ? k : STEPS;
    int reach = xo + panels * HEIGHT + EXCESS;
    int within = Math.min(k - 1, (x.length - reach) / Math.max(1, step) + 1);
    for (int p = 0; p < k; p += some) {
      int end = Math.min(k, p + some);
      for (int t = 0; t < panels; t++) {
        int from = xo + t * HEIGHT;
        int to = oo + t * HEIGHT * k;
        copySteps(p, Math.min(end, within), x, from, step, out, to);
        for (int last = Math.max(p, within); last < end; last++) {
          System.arraycopy(x, from + last * step, out, to + last * HEIGHT, HEIGHT);
        }
      }
    }
  }

  /** Whole vectors cover a step; what they write beyond it the next one overwrites. */
  static void copySteps(int p, int end, float[] x, int xo, int step, float[] out, int oo) {
    for (; p < end; p++) {
      for (int r = 0; r < HEIGHT; r += COUNT) {
        FloatVector.fromArray(FLOAT, x, xo + p * step + r).intoArray(out, oo + p * HEIGHT + r);
      }
    }
  }

  /** Element (r, c), {@code x[xo + r·ld + c]}, goes to {@code oo + c·pitch + r}. */
  static void transpose(
      int rows, int columns, float[] x, int xo, int ld, float[] out, int oo, int pitch) {
    if (rows == SIX && pitch == SIX) {
      int done = transposeSix(columns, x, xo, ld, out, oo);
      transposePlain(0, SIX, done, columns, x, xo, ld, out, oo, pitch);
      return;
    }
    int r = 0;
    for (; r <= rows - 4; r += 4) {
      int done = transposeFour(columns, x, xo + r * ld, ld, out, oo + r, pitch);
      transposePlain(r, r + 4, done, columns, x, xo, ld, out, oo, pitch);
    }
    transposePlain(r, rows, 0, columns, x, xo, ld, out, oo, pitch);
  }

  /** {@link #transpose}, rows and columns from the first ones on. */
  private static void transposePlain(
      int row,
      int rows,
      int column,
      int columns,
      float[] x,
      int xo,
      int ld,
      float[] out,
      int oo,
      int pitch) {
    for (int r = row; r < rows; r++) {
      for (int c = column; c < columns; c++) {
        out[oo + c * pitch + r] = x[xo + r * ld + c];
      }
    }
  }

  /**
   * Four rows become four columns, 4 by 4 at a time: pairs of rows exchange their odd and even
   * elements, then pairs of pairs their halves. Half the time of plain loads and stores (0.17 ns an
   * element against 0.34, Zen 3); wider vectors gained nothing.
   *
   * <pre>
   *   a0 a1 a2 a3      a0 b0 a2 b2      a0 b0 c0 d0
   *   b0 b1 b2 b3  →   a1 b1 a3 b3  →   a1 b1 c1 d1
   *   c0 c1 c2 c3      c0 d0 c2 d2      a2 b2 c2 d2
   *   d0 d1 d2 d3      c1 d1 c3 d3      a3 b3 c3 d3
   * </pre>
   *
   * @return how many columns were moved
   */
  static int transposeFour(int columns, float[] x, int xo, int ld, float[] out, int oo, int pitch) {
    int c = 0;
    for (; c <= columns - 4; c += 4) {
      FloatVector row0 = FloatVector.fromArray(QUAD, x, xo + c);
      FloatVector row1 = FloatVector.fromArray(QUAD, x, xo + ld + c);
      FloatVector row2 = FloatVector.fromArray(QUAD, x, xo + 2 * ld + c);
      FloatVector row3 = FloatVector.fromArray(QUAD, x, xo + 3 * ld + c);
      FloatVector even01 = row0.blend(row1.rearrange(NEIGHBOURS), ODD);
      FloatVector odd01 = row0.rearrange(NEIGHBOURS).blend(row1, ODD);
      FloatVector even23 = row2.blend(row3.rearrange(NEIGHBOURS), ODD);
      FloatVector odd23 = row2.rearrange(NEIGHBOURS).blend(row3, ODD);
      int to = oo + c * pitch;
      even01.blend(even23.rearrange(HALVES), UPPER).intoArray(out, to);
      odd01.blend(odd23.rearrange(HALVES), UPPER).intoArray(out, to + pitch);
      even01.rearrange(HALVES).blend(even23, UPPER).intoArray(out, to + 2 * pitch);
      odd01.rearrange(HALVES).blend(odd23, UPPER).intoArray(out, to + 3 * pitch);
    }
    return c;
  }

  /**
   * Six rows become a panel of that height, without gaps: four of its steps are six vectors.
   *
   * <pre>
   *   a0 a1 a2 a3                                                    a0 b0 c0 d0
   *   b0 b1 b2 b3      a0 b0 a2 b2   c0 d0 c2 d2   e0 f0 e2 f2       e0 f0 a1 b1
   *       …       →    a1 b1 a3 b3   c1 d1 c3 d3   e1 f1 e3 f3  →    c1 d1 e1 f1
   *   f0 f1 f2 f3                                                         …
   * </pre>
   *
   * @return how many columns were moved
   */
  static int transposeSix(int columns, float[] x, int xo, int ld, float[] out, int oo) {
    int c = 0;
    for (; c <= columns - 4; c += 4) {
      FloatVector row0 = FloatVector.fromArray(QUAD, x, xo + c);
      FloatVector row1 = FloatVector.fromArray(QUAD, x, xo + ld + c);
      FloatVector row2 = FloatVector.fromArray(QUAD, x, xo + 2 * ld + c);
      FloatVector row3 = FloatVector.fromArray(QUAD, x, xo + 3 * ld + c);
      FloatVector row4 = FloatVector.fromArray(QUAD, x, xo + 4 * ld + c);
      FloatVector row5 = FloatVector.fromArray(QUAD, x, xo + 5 * ld + c);
      FloatVector even01 = row0.blend(row1.rearrange(NEIGHBOURS), ODD);
      FloatVector odd01 = row0.rearrange(NEIGHBOURS).blend(row1, ODD);
      FloatVector even23 = row2.blend(row3.rearrange(NEIGHBOURS), ODD);
      FloatVector odd23 = row2.rearrange(NEIGHBOURS).blend(row3, ODD);
      FloatVector even45 = row4.blend(row5.rearrange(NEIGHBOURS), ODD);
      FloatVector odd45 = row4.rearrange(NEIGHBOURS).blend(row5, ODD);
      int to = oo + c * SIX;
      even01.blend(even23.rearrange(HALVES), UPPER).intoArray(out, to);
      even45.blend(odd01.rearrange(HALVES), UPPER).intoArray(out, to + 4);
      odd23.blend(odd45.rearrange(HALVES), UPPER).intoArray(out, to + 8);
      even01.rearrange(HALVES).blend(even23, UPPER).intoArray(out, to + 12);
      even45.rearrange(HALVES).blend(odd01, UPPER).intoArray(out, to + 16);
      odd23.rearrange(HALVES).blend(odd45, UPPER).intoArray(out, to + 20);
    }
    return c;
  }

  /**
   * Like {@link #transposeFour}, for some rows of columns, at least 4 in a row; the last four end
   * with their row.
   *
   * @param step elements between the rows
   * @param to elements between where they go
   */
  static void transposeRows(
      int rows,
      int columns,
      float[] x,
      int xo,
      int step,
      int ld,
      float[] out,
      int oo,
      int to,
      int pitch) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i += 4) {
        int c = Math.min(i, columns - 4);
        int from = xo + row * step + c;
        FloatVector row0 = FloatVector.fromArray(QUAD, x, from);
        FloatVector row1 = FloatVector.fromArray(QUAD, x, from + ld);
        FloatVector row2 = FloatVector.fromArray(QUAD, x, from + 2 * ld);
        FloatVector row3 = FloatVector.fromArray(QUAD, x, from + 3 * ld);
        FloatVector even01 = row0.blend(row1.rearrange(NEIGHBOURS), ODD);
        FloatVector odd01 = row0.rearrange(NEIGHBOURS).blend(row1, ODD);
        FloatVector even23 = row2.blend(row3.rearrange(NEIGHBOURS), ODD);
        FloatVector odd23 = row2.rearrange(NEIGHBOURS).blend(row3, ODD);
        int at = oo + row * to + c * pitch;
        even01.blend(even23.rearrange(HALVES), UPPER).intoArray(out, at);
        odd01.blend(odd23.rearrange(HALVES), UPPER).intoArray(out, at + pitch);
        even01.rearrange(HALVES).blend(even23, UPPER).intoArray(out, at + 2 * pitch);
        odd01.rearrange(HALVES).blend(odd23, UPPER).intoArray(out, at + 3 * pitch);
      }
    }
  }
}
