package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
import static dev.rankine.engine.cpu.vector.Lanes.HALF;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;

import dev.rankine.engine.Conv2dGeometry;
import jdk.incubator.vector.FloatVector;

/**
 * The image that a convolution of stride 1 reads, as panels of a matrix product that lie on top of
 * one another: a row of the image is written once for each kernel column, not once for each tap
 * (Cho and Brand, "MEC: memory-efficient convolution for deep neural network", 2017).
 *
 * <pre>
 *   a row of a strip     (kernel column, channel, COLUMNS)
 *
 *   row 0    row 1    row 2    row 3   …        one after the other
 *   └─ panel of output 0 ──┘                    all taps, in the order of contraction,
 *            └─ panel of output 1 ──┘           for kernelH = 3
 * </pre>
 *
 * <p>A strip is two vectors of outputs: side by side; or one below the other where only one is left
 * of the row; or four halves below each other. One that would go beyond the end of its row begins
 * earlier.
 *
 * <pre>
 *   a row of 56, vectors of 16     ├─ 0 … 15 ─┼─ 16 … 31 ─┼─ 32 … 47 ─┼─ 48 … 55 ─┤
 *   strips                         └───────── 0 ──────────┴──── 1 ────┴──── 2 ────┘
 *   outputs of a panel                   1 row × 32          2 × 16       4 × 8
 * </pre>
 *
 * @param channels of a group
 * @param height of the image
 * @param width of the image
 * @param top the row that output (0, 0) reads first, negative in the padding
 * @param left its column
 * @param rows of outputs
 * @param columns of outputs, at least a vector
 */
record PanelImage(
    int channels,
    int height,
    int width,
    int kernelH,
    int kernelW,
    int top,
    int left,
    int rows,
    int columns) {
  /** Columns up to which a strip is half a vector wide; none where that is slow. */
  private static final int NARROW = COUNT >= 8 ? COUNT / 2 : 0;

  /** What the forward convolution reads. */
  static PanelImage forward(Conv2dGeometry g) {
    int channels = g.inChannels() / g.window().groups();
    int corner = -g.window().padding();
    return new PanelImage(
        channels,
        g.height(),
        g.width(),
        g.kernelH(),
        g.kernelW(),
        corner,
        corner,
        g.outH(),
        g.outW());
  }

  /** What the input gradient reads, with the taps from the last to the first. */
  static PanelImage gradient(Conv2dGeometry g) {
    int p = g.window().padding();
    return new PanelImage(
        g.outChannels() / g.window().groups(),
        g.outH(),
        g.outW(),
        g.kernelH(),
        g.kernelW(),
        p - g.kernelH() + 1,
        p - g.kernelW() + 1,
        g.height(),
        g.width());
  }

  int taps() {
    return kernelH * kernelW;
  }

  /** Terms of an output. */
  int depth() {
    return taps() * channels;
  }

  int positions() {
    return rows * columns;
  }

  /** Elements between channels. */
  private int plane() {
    return height * width;
  }

  /** Elements of the image as it is stored. */
  int stored() {
    return channels * plane();
  }

  /** Elements of a row of a strip. */
  int line() {
    return kernelW * channels * COLUMNS;
  }

  /** Elements that some rows of outputs read. */
  int size(int outputs) {
    return (outputs - 1 + kernelH) * line();
  }

  int strips() {
    int rest = columns % COLUMNS;
    int last = rest == 0 ? 0 : rest > COUNT && rest <= COUNT + NARROW ? 2 : 1;
    return columns / COLUMNS + last;
  }

  /** Columns that the strips before leave. */
  private int left(int strip) {
    int whole = columns / COLUMNS;
    return columns - Math.min(strip, whole) * COLUMNS - (strip > whole ? COUNT : 0);
  }

  /** Rows of outputs in a panel of a strip: 1, 2 or 4. */
  int fold(int strip) {
    int left = left(strip);
    return left > COUNT + NARROW ? 1 : left > NARROW ? 2 : 4;
  }

  /** Parts of such a panel, each contiguous in its row of outputs: 2 or 4. */
  static int parts(int fold) {
    return Math.max(2, fold);
  }

  /** Where the first part begins in its row. */
  int first(int strip) {
    int across = COLUMNS / fold(strip);
    return Math.max(0, Math.min(columns - left(strip), columns - across));
  }

  /** Elements of a plane of outputs between the beginnings of parts. */
  int apart(int strip) {
    return fold(strip) > 1 ? columns : Math.min(COUNT, columns - COUNT - first(strip));
  }

  /** Writes what some rows of outputs from h on read of the image (channels, height, width). */
  void layOut(int strip, int h, int outputs, float[] x, int xo, float[] panels) {
    int n = outputs - 1 + kernelH;
    int fold = fold(strip);
    int apart = apart(strip);
    int column = first(strip) + left;
    for (int i = 0; i < n; i++) {
      for (int v = 0; v < kernelW && i % fold < kernelH; v++) {
        int to = (i * kernelW + v) * channels * COLUMNS;
        layOut(fold, apart, h + top + i, column + v, x, xo, panels, to);
      }
    }
  }

  /** All channels of the parts, the first of which begins at this pixel. */
  private void layOut(
      int fold, int apart, int row, int column, float[] x, int xo, float[] panels, int to) {
    int parts = parts(fold);
    int lanes = COLUMNS / parts;
    int down = fold > 1 ? 1 : 0;
    int across = fold > 1 ? 0 : apart;
    boolean isWithin = true;
    for (int part = 0; part < parts; part++) {
      int from = at(row + part * down, column + part * across, xo);
      isWithin &= from >= 0 && from + (channels - 1) * plane() + lanes <= x.length;
    }
    int from0 = at(row, column, xo);
    int from1 = at(row + down, column + across, xo);
    if (isWithin && parts == 2) {
      copyTwo(channels, x, from0, from1, plane(), panels, to);
    } else if (isWithin) {
      int from2 = at(row + 2, column, xo);
      int from3 = at(row + 3, column, xo);
      copyFour(channels, x, from0, from1, from2, from3, plane(), panels, to);
    }
    for (int part = 0; part < parts; part++) {
      int r = row + part * down;
      int c = column + part * across;
      int begin = r < 0 || r >= height ? lanes : Math.clamp(-c, 0, lanes);
      int end = Math.clamp(width - c, begin, lanes);
      int at = to + part * lanes;
      if (!isWithin) {
        copyPlain(begin, end, x, at(r, c, xo), panels, at);
      }
      zero(0, begin, panels, at);
      zero(end, lanes, panels, at);
    }
  }

  /** Where a pixel is; for a row of the padding, another. */
  private int at(int row, int column, int xo) {
    return xo + Math.clamp(row, 0, Math.max(0, height - 1)) * width + column;
  }

  /** Pairs of vectors, so many steps apart. */
  static void copyTwo(int n, float[] x, int xo, int xo1, int step, float[] out, int oo) {
    if (n <= 0) {
      return;
    }
    int from = xo;
    int from1 = xo1;
    int to = oo;
    int end = oo + n * COLUMNS;
    do {
      ((FloatVector) FloatVector.fromArray(FLOAT, x, from).check(FLOAT)).intoArray(out, to);
      ((FloatVector) FloatVector.fromArray(FLOAT, x, from1).check(FLOAT))
          .intoArray(out, to + COUNT);
      from += step;
      from1 += step;
      to += COLUMNS;
    } while (to < end);
  }

  /** Fours of half vectors, so many steps apart. */
  static void copyFour(
      int n,
      float[] x,
      int first,
      int second,
      int third,
      int fourth,
      int step,
      float[] out,
      int oo) {
    if (n <= 0) {
      return;
    }
    int i = 0;
    do {
      int at = i * step;
      int to = oo + i * COLUMNS;
      ((FloatVector) FloatVector.fromArray(HALF, x, first + at).check(HALF)).intoArray(out, to);
      ((FloatVector) FloatVector.fromArray(HALF, x, second + at).check(HALF))
          .intoArray(out, to + COUNT / 2);
      ((FloatVector) FloatVector.fromArray(HALF, x, third + at).check(HALF))
          .intoArray(out, to + COUNT);
      ((FloatVector) FloatVector.fromArray(HALF, x, fourth + at).check(HALF))
          .intoArray(out, to + COUNT + COUNT / 2);
    } while (++i < n);
  }

  /** These lanes of all channels. */
  private void copyPlain(int begin, int end, float[] x, int from, float[] panels, int to) {
    for (int c = 0; c < channels; c++) {
      for (int lane = begin; lane < end; lane++) {
        panels[to + c * COLUMNS + lane] = x[from + c * plane() + lane];
      }
    }
  }

  /** Sets these lanes to zero. */
  private void zero(int first, int end, float[] panels, int to) {
    if (first >= end) {
      return;
    }
    for (int c = 0; c < channels; c++) {
      for (int lane = first; lane < end; lane++) {
        panels[to + c * COLUMNS + lane] = 0;
      }
    }
  }
}
