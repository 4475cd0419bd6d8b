package dev.rankine.engine.cpu.vector;

import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Plans;

/**
 * The image that a convolution reads, copied once with its padding. For stride s it is dealt out
 * into s·s phases, so that neighbouring outputs read neighbouring elements whatever the stride.
 *
 * <pre>
 *   planar    (phase, channel, row, column)          a run of outputs may cross rows
 *   by rows   (phase, strip, row, channel, column)   an output reads from few pages of memory
 * </pre>
 *
 * @param plane elements between channels
 * @param rows of a strip
 * @param size elements of the laid-out image, slack for reading past the end included
 */
record ImageLayout(Taps taps, Strips strips, int plane, int rows, int size) {
  private static final Plans<Conv2dGeometry, ImageLayout> FORWARD =
      new Plans<>(g -> make(g, g.outW() < Lanes.COUNT));
  private static final Plans<Conv2dGeometry, ImageLayout> PLANAR = new Plans<>(g -> make(g, true));

  /** The layout for one group of channels of the forward convolution. */
  static ImageLayout forward(Conv2dGeometry g) {
    return FORWARD.of(g);
  }

  /** The planar layout for one group of channels. */
  static ImageLayout planar(Conv2dGeometry g) {
    return PLANAR.of(g);
  }

  private static ImageLayout make(Conv2dGeometry g, boolean isPlanar) {
    int s = g.window().stride();
    int d = g.window().dilation();
    int channels = g.inChannels() / g.window().groups();
    int m = g.outChannels() / g.window().groups();
    int halo = (g.kernelW() - 1) * d / s;
    int rows = g.outH() + (g.kernelH() - 1) * d / s;
    // A row's padding on the right is also the next row's on the left.
    int shared = s == 1 ? Math.min(g.window().padding(), halo) : 0;
    Strips strips =
        isPlanar
            ? Strips.whole(g.outW(), halo - shared)
            : Strips.of(g.outW(), halo, g.kernelH() * channels);
    int width = strips.width();
    int pitch = isPlanar ? width : channels * width;
    int plane = isPlanar ? rows * width : width;
    int phase = strips.count() * channels * rows * width;
    int[] kernel = new int[g.kernelH() * g.kernelW()];
    int[] starts = new int[kernel.length];
    for (int tap = 0; tap < kernel.length; tap++) {
      int h = tap / g.kernelW() * d;
      int v = tap % g.kernelW() * d;
      kernel[tap] = tap;
      starts[tap] = (h % s * s + v % s) * phase + h / s * pitch + v / s;
    }
    Taps taps = Taps.of(m, g.outH(), strips, pitch, rows, kernel, starts, channels, plane);
    return new ImageLayout(taps, strips, plane, rows, s * s * phase + width + 2 * Lanes.COUNT);
  }

  /** Lays out the channels (C / groups, H, W) at xo in a buffer whose padding is zero. */
  void layOut(Conv2dGeometry g, float[] x, int xo, float[] image) {
    int s = g.window().stride();
    int p = g.window().padding();
    for (int phase = 0; phase < s * s; phase++) {
      int row = Math.max(0, Math.ceilDiv(p - phase / s, s));
      int end = Math.min(rows, Math.ceilDiv(p + g.height() - phase / s, s));
      int column = Math.max(0, Math.ceilDiv(p - phase % s, s));
      int last = Math.ceilDiv(p + g.width() - phase % s, s);
      int corner = xo + (phase / s - p) * g.width() + phase % s - p;
      for (int c = 0; c < taps.channels(); c++) {
        int from = corner + c * g.height() * g.width();
        int to = phase * strips.count() * part() + c * plane;
        for (int h = row; h < end; h++) {
          row(column, last, s, x, from + h * s * g.width(), image, to + h * taps.pitch());
        }
      }
    }
  }

  /** Elements of a strip. */
  private int part() {
    return taps.channels() * rows * strips.width();
  }

  /** Columns first to last − 1 of a row, to all strips: so that x is read once, in order. */
  private void row(int first, int last, int step, float[] x, int from, float[] image, int to) {
    for (int strip = 0; strip < strips.count(); strip++) {
      int begin = strips.begin(strip);
      int column = Math.max(first, begin);
      int n = Math.min(last, begin + strips.width()) - column;
      int at = to + strip * part() + column - begin;
      Rows.pick(n, x, from + column * step, step, image, at);
    }
  }
}
