package dev.rankine.lessons;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Bars and curves. */
final class Charts {
  private static final int WIDTH = 560;
  private static final int LEFT = 60;
  private static final int RIGHT = 90;
  private static final int TOP = 36;
  private static final int HEIGHT = 200;

  private Charts() {}

  /** Horizontal bars from 0, each with its name and value. */
  static String bars(String title, List<String> names, double[] values, int digits) {
    double most = Arrays.stream(values).max().orElseThrow();
    int left = 140;
    Svg svg = new Svg(WIDTH, TOP + 24 * values.length + 10);
    svg.text(10, 20, "start", "faint", title);
    for (int i = 0; i < values.length; i++) {
      double y = TOP + 24 * i;
      double length = (WIDTH - left - 70) * values[i] / most;
      svg.text(left - 8, y + 13, "end", names.get(i));
      svg.bar(left, y, length, 17, "a");
      String value = String.format(Locale.ROOT, "%." + Math.max(digits, 1) + "f", values[i]);
      svg.text(left + length + 6, y + 13, "start", value);
    }
    return svg.toString();
  }

  /** Curves over one pair of axes. */
  static final class Plot {
    private final Svg svg = new Svg(WIDTH, TOP + HEIGHT + 34);
    private final double x0;
    private final double x1;
    private final double y0;
    private final double y1;

    Plot(String title, double x0, double x1, double y0, double y1) {
      this.x0 = x0;
      this.x1 = x1;
      this.y0 = y0;
      this.y1 = y1;
      svg.text(10, 20, "start", "faint", title);
    }

    private double x(double value) {
      return LEFT + (WIDTH - LEFT - RIGHT) * (value - x0) / (x1 - x0);
    }

    private double y(double value) {
      return TOP + HEIGHT * (1 - (value - y0) / (y1 - y0));
    }

    /** A curve in a colour, a, b or c, with a name at its end. */
    Plot curve(double[] xs, double[] ys, String colour, String name) {
      double[] across = Arrays.stream(xs).map(this::x).toArray();
      double[] down = Arrays.stream(ys).map(this::y).toArray();
      svg.curve(across, down, colour);
      int last = xs.length - 1;
      svg.text(across[last] + 6, down[last] + 4, "start", colour, name);
      return this;
    }

    /** Lines across and below. */
    Plot ticks(double[] xs, double[] ys) {
      for (double at : ys) {
        svg.line(LEFT, y(at), WIDTH - RIGHT, y(at), "grid");
        svg.text(LEFT - 8, y(at) + 4, "end", "faint", label(at));
      }
      for (double at : xs) {
        svg.line(x(at), TOP + HEIGHT, x(at), TOP + HEIGHT + 4, "grid");
        svg.text(x(at), TOP + HEIGHT + 18, "middle", "faint", label(at));
      }
      return this;
    }

    private static String label(double value) {
      return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    @Override
    public String toString() {
      return svg.toString();
    }
  }
}
