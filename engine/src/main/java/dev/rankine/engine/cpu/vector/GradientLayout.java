package dev.rankine.engine.cpu.vector;

import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Plans;
import java.util.Arrays;

/**
 * The output gradient that an input gradient reads, copied once with a border that holds what the
 * taps reach.
 *
 * <p>With stride s an input meets only the taps whose distance to it is a multiple of s. So the
 * inputs are dealt out into s·s phases, by padded row and column modulo s, and each phase is a
 * convolution of stride 1 with taps of its own. Taps go from the last to the first: that is the
 * order of the outputs they read.
 *
 * @param phases row phase · s + column phase
 * @param vertical the rows
 * @param horizontal the columns
 * @param strips of the columns, with stride 1
 * @param pitch elements between rows
 * @param plane elements between channels: planar or by rows, as in {@link ImageLayout}
 * @param size elements of the laid-out gradient, slack for reading past the end included
 */
record GradientLayout(
    Taps[] phases, Axis vertical, Axis horizontal, Strips strips, int pitch, int plane, int size) {
  private static final Plans<Conv2dGeometry, GradientLayout> PLANS =
      new Plans<>(GradientLayout::make);

  /**
   * One of the two directions.
   *
   * @param firsts for each phase, its first input, in strides from the padded edge
   * @param counts for each phase, its inputs
   * @param low the output that is laid out first
   * @param extent outputs laid out
   */
  record Axis(int[] firsts, int[] counts, int low, int extent) {
    static Axis of(Conv2dGeometry.Window window, int inputs, int kernel) {
      int s = window.stride();
      int p = window.padding();
      int[] firsts = new int[s];
      int[] counts = new int[s];
      int high = 0;
      for (int phase = 0; phase < s; phase++) {
        firsts[phase] = Math.max(0, Math.ceilDiv(p - phase, s));
        int end = Math.ceilDiv(p + inputs - phase, s);
        counts[phase] = Math.max(0, end - firsts[phase]);
        high = Math.max(high, end);
      }
      int low = Arrays.stream(firsts).min().getAsInt() - (kernel - 1) * window.dilation() / s;
      return new Axis(firsts, counts, low, high - low);
    }
  }

  /** The layout for one group of channels. */
  static GradientLayout of(Conv2dGeometry g) {
    return PLANS.of(g);
  }

  private static GradientLayout make(Conv2dGeometry g) {
    int s = g.window().stride();
    int channels = g.outChannels() / g.window().groups();
    Axis vertical = Axis.of(g.window(), g.height(), g.kernelH());
    Axis horizontal = Axis.of(g.window(), g.width(), g.kernelW());
    boolean isPlanar = Arrays.stream(horizontal.counts).min().getAsInt() < Lanes.COUNT;
    int halo = horizontal.extent - horizontal.counts[0];
    int lines = g.kernelH() * channels;
    Strips strips =
        isPlanar || s > 1
            ? new Strips(horizontal.counts[0], horizontal.counts[0], halo, 1)
            : Strips.of(horizontal.counts[0], halo, lines);
    int width = strips.width();
    int pitch = isPlanar ? width : channels * width;
    int plane = isPlanar ? vertical.extent * width : width;
    Taps[] phases = new Taps[s * s];
    for (int phase = 0; phase < phases.length; phase++) {
      phases[phase] = phase(g, vertical, phase / s, horizontal, phase % s, strips, pitch, plane);
    }
    int size = strips.count() * channels * vertical.extent * width + width + 2 * Lanes.COUNT;
    return new GradientLayout(phases, vertical, horizontal, strips, pitch, plane, size);
  }

  private static Taps phase(
      Conv2dGeometry g,
      Axis vertical,
      int row,
      Axis horizontal,
      int column,
      Strips strips,
      int pitch,
      int plane) {
    int s = g.window().stride();
    int d = g.window().dilation();
    int[] kernel = new int[g.kernelH() * g.kernelW()];
    int[] starts = new int[kernel.length];
    int n = 0;
    for (int tap = kernel.length - 1; tap >= 0; tap--) {
      int h = tap / g.kernelW() * d;
      int v = tap % g.kernelW() * d;
      if (h % s == row && v % s == column) {
        int top = vertical.firsts[row] - h / s - vertical.low;
        kernel[n] = tap;
        starts[n++] = top * pitch + horizontal.firsts[column] - v / s - horizontal.low;
      }
    }
    int columns = horizontal.counts[column];
    return Taps.of(
        g.inChannels() / g.window().groups(),
        vertical.counts[row],
        s == 1 ? strips : Strips.whole(columns, horizontal.extent - columns),
        pitch,
        vertical.extent,
        Arrays.copyOf(kernel, n),
        starts,
        g.outChannels() / g.window().groups(),
        plane);
  }

  /** Lays out the channels (O / groups, outH, outW) at dyo in a buffer whose border is zero. */
  void layOut(Conv2dGeometry g, float[] dy, int dyo, float[] image) {
    int part = g.outChannels() / g.window().groups() * vertical.extent * strips.width();
    for (int strip = 0; strip < strips.count(); strip++) {
      layOut(g, strips.begin(strip) + horizontal.low, dy, dyo, image, strip * part);
    }
  }

  /** One strip, from column left on. */
  private void layOut(Conv2dGeometry g, int left, float[] dy, int dyo, float[] image, int at) {
    int first = Math.max(0, left);
    int n = Math.min(g.outW(), left + strips.width()) - first;
    int top = Math.max(0, vertical.low);
    int bottom = Math.min(g.outH(), vertical.low + vertical.extent);
    int channels = g.outChannels() / g.window().groups();
    for (int o = 0; o < channels; o++) {
      int from = dyo + o * g.outH() * g.outW() + first;
      int to = at + o * plane - vertical.low * pitch + first - left;
      for (int h = top; h < bottom; h++) {
        Rows.copy(n, dy, from + h * g.outW(), image, to + h * pitch);
      }
    }
  }

  /** Elements of all phases, for so many channels. */
  int woven(int channels) {
    int positions = 0;
    for (Taps phase : phases) {
      positions += phase.positions();
    }
    return channels * positions;
  }

  /** Puts the phases, one after another (C / groups, rows, columns), in their places in dx. */
  void weave(Conv2dGeometry g, float[] parts, float[] dx, int dxo) {
    int s = g.window().stride();
    int from = 0;
    for (int row = 0; row < s; row++) {
      int top = vertical.firsts[row] * s + row - g.window().padding();
      for (int column = 0; column < s; column++) {
        Taps taps = phases[row * s + column];
        int next = from + g.inChannels() / g.window().groups() * taps.positions();
        if (s == 2 && column == 0) {
          pairs(g, row, parts, from, next, dx, dxo + top * g.width());
        } else if (s > 2) {
          int left = horizontal.firsts[column] * s + column - g.window().padding();
          single(g, taps, parts, from, dx, dxo + top * g.width() + left);
        }
        from = next;
      }
    }
  }

  private static void single(
      Conv2dGeometry g, Taps taps, float[] parts, int from, float[] dx, int dxo) {
    int s = g.window().stride();
    int channels = g.inChannels() / g.window().groups();
    int at = from;
    for (int c = 0; c < channels; c++) {
      for (int h = 0; h < taps.rows(); h++) {
        int to = dxo + (c * g.height() + h * s) * g.width();
        for (int v = 0; v < taps.columns(); v++) {
          dx[to + v * s] = parts[at++];
        }
      }
    }
  }

  /** Both phases of columns of a stride of 2. */
  private void pairs(
      Conv2dGeometry g, int row, float[] parts, int even, int odd, float[] dx, int dxo) {
    boolean isTurned = g.window().padding() % 2 == 1;
    Taps left = phases[2 * row + (isTurned ? 1 : 0)];
    Taps right = phases[2 * row + (isTurned ? 0 : 1)];
    int channels = g.inChannels() / g.window().groups();
    for (int i = 0; i < channels * left.rows(); i++) {
      int first = (isTurned ? odd : even) + i * left.columns();
      int second = (isTurned ? even : odd) + i * right.columns();
      int to = dxo + (i / left.rows() * g.height() + i % left.rows() * 2) * g.width();
      Rows.zip(right.columns(), parts, first, second, dx, to);
      if (left.columns() > right.columns()) {
        dx[to + g.width() - 1] = parts[first + left.columns() - 1];
      }
    }
  }
}
