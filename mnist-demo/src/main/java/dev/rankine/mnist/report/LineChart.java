package dev.rankine.mnist.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A chart of lines as SVG whose colours are the page's. */
record LineChart(String title, String xName, String unit, List<Line> lines) {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 280;
  private static final int LEFT = 66;
  private static final int RIGHT = 70;
  private static final int TOP = 14;
  private static final int BOTTOM = 40;

  String svg() {
    Ticks x = Ticks.over(0, all(true).max().orElse(1), 5);
    DoubleStream values = all(false);
    double[] y = values.toArray();
    Ticks up = Ticks.over(Arrays.stream(y).min().orElse(0), Arrays.stream(y).max().orElse(1), 5);
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH,
            HEIGHT,
            Html.escape(title)));
    axes(svg, x, up);
    double above = Double.NEGATIVE_INFINITY;
    for (Line line : lines.stream().sorted((a, b) -> Double.compare(end(b), end(a))).toList()) {
      above = Math.max(place(line, svg, x, up), above + 15);
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"%s\" x=\"%d\" y=\"%.1f\">%s</text>%n",
              line.style(),
              WIDTH - RIGHT + 8,
              above,
              Html.escape(line.name())));
    }
    return svg.append("</svg>\n").toString();
  }

  private DoubleStream all(boolean horizontal) {
    return lines.stream()
        .flatMapToDouble(line -> DoubleStream.of(horizontal ? line.x() : line.y()))
        .filter(Double::isFinite);
  }

  private static double end(Line line) {
    return line.y().length == 0 ? 0 : line.y()[line.y().length - 1];
  }

  private void axes(StringBuilder svg, Ticks x, Ticks y) {
    for (double value : y.values()) {
      double at = down(value, y);
      svg.append(
          String.format(
              Locale.ROOT,
              "<path class=\"grid\" d=\"M%d %.1fH%d\"/><text class=\"tick\" x=\"%d\" y=\"%.1f\""
                  + " text-anchor=\"end\">%s%s</text>%n",
              LEFT,
              at,
              WIDTH - RIGHT,
              LEFT - 8,
              at + 4,
              y.label(value),
              unit));
    }
    for (double value : x.values()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
              across(value, x),
              HEIGHT - BOTTOM + 18,
              x.label(value)));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
            (LEFT + WIDTH - RIGHT) / 2,
            HEIGHT - 5,
            Html.escape(xName)));
  }

  /** Draws a line and returns the height of its end, where its name goes. */
  private static double place(Line line, StringBuilder svg, Ticks x, Ticks y) {
    StringBuilder path = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    double last = HEIGHT - BOTTOM;
    for (int i = 0; i < line.x().length; i++) {
      if (!Double.isFinite(line.y()[i])) {
        continue;
      }
      double across = across(line.x()[i], x);
      last = down(line.y()[i], y);
      String command = path.isEmpty() ? "M" : "L";
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", command, across, last));
      if (line.dots()) {
        dots.append(
            String.format(
                Locale.ROOT,
                "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>",
                line.style(),
                across,
                last));
      }
    }
    svg.append("<path class=\"line ").append(line.style()).append("\" d=\"").append(path);
    svg.append("\"/>").append(dots).append('\n');
    return last + 4;
  }

  private static double across(double value, Ticks ticks) {
    return LEFT + (value - ticks.first()) / (ticks.last() - ticks.first()) * (WIDTH - RIGHT - LEFT);
  }

  private static double down(double value, Ticks ticks) {
    double share = (value - ticks.first()) / (ticks.last() - ticks.first());
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }
}
