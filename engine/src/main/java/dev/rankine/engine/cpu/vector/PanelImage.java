package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
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
 * <p>A strip is two vectors of outputs: side by side, or one below the other if only one is left of
 * the row. A vector that would go beyond the end of its row begins earlier.
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
    return Math.ceilDiv(columns, COLUMNS);
  }

  /** Whether the second vector of a strip is the first one of the next row. */
  boolean isFolded(int strip) {
    return columns - strip * COLUMNS <= COUNT;
  }

  /** Where the first vector of a strip begins in its row. */
  int first(int strip) {
    int across = isFolded(strip) ? COUNT : COLUMNS;
    return Math.max(0, Math.min(strip * COLUMNS, columns - across));
  }

  /** Where the second one begins. */
  int second(int strip) {
    return isFolded(strip) ? first(strip) : Math.min(first(strip) + COUNT, columns - COUNT);
  }

  /** Writes what some rows of outputs from h on read of the image (channels, height, width). */
  void layOut(int strip, int h, int outputs, float[] x, int xo, float[] panels) {
    int below = isFolded(strip) ? 1 : 0;
    int n = (outputs - 1 + kernelH) * kernelW;
    for (int i = 0; i < n; i++) {
      int row = h + top + i / kernelW;
      int shift = left + i % kernelW;
      int to = i * channels * COLUMNS;
      layOut(row, first(strip) + shift, row + below, second(strip) + shift, x, xo, panels, to);
    }
  }

  /** All channels of two vectors that begin at these pixels. */
  private void layOut(
      int row, int column, int row1, int column1, float[] x, int xo, float[] panels, int to) {
    int from = at(row, column, xo);
    int from1 = at(row1, column1, xo);
    if (isWithin(from, x) && isWithin(from1, x)) {
      copy(channels, x, from, from1, plane(), panels, to);
    } else {
      copyPlain(row, column, x, from, panels, to);
      copyPlain(row1, column1, x, from1, panels, to + COUNT);
    }
    clear(row, column, panels, to);
    clear(row1, column1, panels, to + COUNT);
  }

  /** Where a pixel is; for a row of the padding, another. */
  private int at(int row, int column, int xo) {
    return xo + Math.clamp(row, 0, height - 1) * width + column;
  }

  /** Whether the array holds a vector of each channel. */
  private boolean isWithin(int from, float[] x) {
    return from >= 0 && from + (channels - 1) * plane() + COUNT <= x.length;
  }

  /** Pairs of vectors, so many steps apart. */
  static void copy(int n, float[] x, int xo, int xo1, int step, float[] out, int oo) {
    if (n <= 0) {
      return;
    }
    int from = xo;
    int from1 = xo1;
    int to = oo;
    int end = oo + n * COLUMNS;
    do {
      FloatVector.fromArray(FLOAT, x, from).intoArray(out, to);
      FloatVector.fromArray(FLOAT, x, from1).intoArray(out, to + COUNT);
      from += step;
      from1 += step;
      to += COLUMNS;
    } while (to < end);
  }

  /** One vector of each channel, those lanes that are in the image. */
  private void copyPlain(int row, int column, float[] x, int from, float[] panels, int to) {
    int begin = begin(row, column);
    int end = end(begin, column);
    for (int c = 0; c < channels; c++) {
      for (int lane = begin; lane < end; lane++) {
        panels[to + c * COLUMNS + lane] = x[from + c * plane() + lane];
      }
    }
  }

  /** The first lane in the image, or of all lanes the end. */
  private int begin(int row, int column) {
    return row < 0 || row >= height ? COUNT : Math.clamp(-column, 0, COUNT);
  }

  private int end(int begin, int column) {
    return Math.clamp(width - column, begin, COUNT);
  }

  /** Sets the other lanes to zero. */
  private void clear(int row, int column, float[] panels, int to) {
    int begin = begin(row, column);
    zero(0, begin, panels, to);
    zero(end(begin, column), COUNT, panels, to);
  }

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
