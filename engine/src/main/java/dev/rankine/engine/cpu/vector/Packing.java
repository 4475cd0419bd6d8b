package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

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
 * lines are contiguous instead of the steps, the copy transposes, see {@link Transpose}.
 */
final class Packing {
  /**
   * Panels that are filled side by side: longer runs of reads, and few enough writes that compete
   * for a set of the cache.
   */
  private static final int ABREAST = 4;

  private static final int HEIGHT = MicroKernel.BEST.height();

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
        Transpose.block(width, k, x, from, line, out, to, width);
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
        Transpose.block(rest, k, x, from, line, out, to, width);
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
        ((FloatVector) FloatVector.fromArray(FLOAT, x, from).check(FLOAT)).intoArray(out, to);
        ((FloatVector) FloatVector.fromArray(FLOAT, x, from + COUNT).check(FLOAT))
            .intoArray(out, to + COUNT);
        from += COLUMNS;
        to += k * COLUMNS;
      }
    }
  }

  static void copySingle(int k, float[] x, int xo, int step, float[] out, int oo) {
    for (int p = 0; p < k; p++) {
      ((FloatVector) FloatVector.fromArray(FLOAT, x, xo + p * step).check(FLOAT))
          .intoArray(out, oo + p * COUNT);
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
        ((FloatVector) FloatVector.fromArray(FLOAT, x, xo + p * step + r).check(FLOAT))
            .intoArray(out, oo + p * HEIGHT + r);
      }
    }
  }
}
