package dev.rankine.engine.cpu.vector;

import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Plans;
import java.util.Arrays;

/**
 * An image laid out so that every tap of a convolution is a plain offset. The image is copied once
 * with its padding; for stride s it is dealt out into s·s phase planes, so that neighbouring
 * outputs read neighbouring elements whatever the stride.
 *
 * <pre>
 * output position q = oh·pitch + ow, 0 ≤ q &lt; positions (columns outW … pitch − 1 are surplus)
 * tap k = (kernel row, kernel column, channel) of position q reads image[offsets[k] + q]
 * </pre>
 *
 * @param pitch elements between rows of a plane
 * @param positions number of output positions, surplus columns included, rounded up to whole panels
 * @param offsets where each tap reads for position 0, in contraction order
 * @param size elements of the laid-out image, slack for reading past the end included
 */
record Taps(int pitch, int positions, int[] offsets, int size) {
  private static final Plans<Conv2dGeometry, Taps> FORWARD = new Plans<>(Taps::forwardOf);
  private static final Plans<Conv2dGeometry, Taps> GRADIENT = new Plans<>(Taps::gradientOf);

  /** The layout for the forward convolution and the weight gradient. */
  static Taps forward(Conv2dGeometry g) {
    return FORWARD.of(g);
  }

  /**
   * The layout of an output gradient for the input gradient: its rows and columns moved apart by
   * the stride, with a border that holds what the taps reach. Taps go from the last to the first:
   * that is the order of the outputs they read.
   */
  static Taps gradient(Conv2dGeometry g) {
    return GRADIENT.of(g);
  }

  private static Taps forwardOf(Conv2dGeometry g) {
    int s = g.window().stride();
    int d = g.window().dilation();
    int rows = g.outH() + (g.kernelH() - 1) * d / s;
    int pitch = g.outW() + (g.kernelW() - 1) * d / s;
    int plane = rows * pitch;
    int[] offsets = new int[g.taps()];
    for (int k = 0; k < offsets.length; k++) {
      int tap = k / g.inChannels();
      int h = tap / g.kernelW() * d;
      int w = tap % g.kernelW() * d;
      int phase = h % s * s + w % s;
      int channel = k % g.inChannels();
      offsets[k] = (phase * g.inChannels() + channel) * plane + h / s * pitch + w / s;
    }
    return of(g.outH(), pitch, offsets, s * s * g.inChannels() * plane);
  }

  private static Taps gradientOf(Conv2dGeometry g) {
    int d = g.window().dilation();
    int pitch = g.width() + (g.kernelW() - 1) * d;
    int plane = (g.height() + (g.kernelH() - 1) * d) * pitch;
    int[] offsets = new int[g.kernelH() * g.kernelW() * g.outChannels()];
    for (int k = 0; k < offsets.length; k++) {
      int tap = k / g.outChannels();
      int h = tap / g.kernelW() * d;
      int w = tap % g.kernelW() * d;
      offsets[k] = k % g.outChannels() * plane + h * pitch + w;
    }
    return of(g.height(), pitch, offsets, g.outChannels() * plane);
  }

  private static Taps of(int rows, int pitch, int[] offsets, int size) {
    int positions = Math.ceilDiv(rows * pitch, Tile.COLUMNS) * Tile.COLUMNS;
    return new Taps(pitch, positions, offsets, size + Tile.COLUMNS + pitch);
  }

  /** Sets a buffer to +0; laying out images one after another then leaves the padding so. */
  float[] clear(float[] image) {
    Arrays.fill(image, 0, size, 0);
    return image;
  }

  /** Lays out an input image (C, H, W) in a cleared buffer. */
  void layOut(Conv2dGeometry g, float[] x, int xo, float[] image) {
    int s = g.window().stride();
    int plane = (g.outH() + (g.kernelH() - 1) * g.window().dilation() / s) * pitch;
    for (int c = 0; c < g.inChannels(); c++) {
      for (int h = 0; h < g.height(); h++) {
        int ph = h + g.window().padding();
        int row = ph / s * pitch;
        if (row >= plane) {
          continue;
        }
        int from = xo + (c * g.height() + h) * g.width();
        for (int phase = 0; phase < s; phase++) {
          int to = ((ph % s * s + phase) * g.inChannels() + c) * plane + row;
          phaseRow(g, phase, x, from, image, to);
        }
      }
    }
  }

  /** Copies those pixels of a row whose padded column is phase modulo the stride. */
  private void phaseRow(Conv2dGeometry g, int phase, float[] x, int from, float[] image, int to) {
    int s = g.window().stride();
    int p = g.window().padding();
    int first = Math.ceilDiv(p - phase, s);
    int last = Math.min(pitch, Math.ceilDiv(p + g.width() - phase, s));
    first = Math.max(0, first);
    if (s == 1 && last > first) {
      Rows.copy(last - first, x, from + first - p, image, to + first);
      return;
    }
    for (int column = first; column < last; column++) {
      image[to + column] = x[from + column * s + phase - p];
    }
  }

  /** Lays out an output gradient (O, outH, outW) for {@link #gradient} in a cleared buffer. */
  void layOutGradient(Conv2dGeometry g, float[] dy, int dyo, float[] image) {
    int s = g.window().stride();
    int d = g.window().dilation();
    int rows = g.height() + (g.kernelH() - 1) * d;
    int top = (g.kernelH() - 1) * d - g.window().padding();
    int left = (g.kernelW() - 1) * d - g.window().padding();
    for (int o = 0; o < g.outChannels(); o++) {
      for (int oh = 0; oh < g.outH(); oh++) {
        int row = top + oh * s;
        if (row < 0 || row >= rows) {
          continue;
        }
        int from = dyo + (o * g.outH() + oh) * g.outW();
        int to = (o * rows + row) * pitch;
        int first = left < 0 ? Math.ceilDiv(-left, s) : 0;
        int last = Math.min(g.outW(), Math.ceilDiv(pitch - left, s));
        if (s == 1 && last > first) {
          Rows.copy(last - first, dy, from + first, image, to + left + first);
          continue;
        }
        for (int ow = first; ow < last; ow++) {
          image[to + left + ow * s] = dy[from + ow];
        }
      }
    }
  }
}
