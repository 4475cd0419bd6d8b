package dev.rankine.bench.report;

import java.util.Locale;

/**
 * Draws an SVG: no background, and colours that can be read on white and on black. Coordinates are
 * pixels from the top left.
 */
final class Svg {
  static final String INK = "#7a828e";
  static final String FAINT = "#7a828e55";
  static final String OURS = "#2f81f7";
  static final String PEER = "#d4722a";
  static final String OTHER = "#8e6fd8";

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  Svg line(double x1, double y1, double x2, double y2, String colour, boolean dashed) {
    return add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>",
        x1, y1, x2, y2, colour, dashed ? " stroke-dasharray=\"4 3\"" : "");
  }

  Svg dot(double x, double y, String colour) {
    return add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, colour);
  }

  Svg curve(double[] x, double[] y, String colour) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x[i], y[i]));
      dot(x[i], y[i], colour);
    }
    return add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
        points.toString().strip(), colour);
  }

  Svg bar(double x, double y, double w, double h, String colour) {
    return add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        x, y, w, h, colour);
  }

  /** Text that starts, is centred, or ends at x: anchor start, middle or end. */
  Svg text(double x, double y, String anchor, String colour, String text) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        x, y, anchor, colour, text.replace("&", "&amp;").replace("<", "&lt;"));
  }

  private Svg add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"12\">%n%s</svg>%n",
        width,
        height,
        width,
        height,
        body);
  }
}
