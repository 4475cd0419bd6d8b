package dev.rankine.lessons;

import java.util.Locale;

/**
 * Draws an SVG without a background, whose colours change with the reader's light or dark theme.
 * Coordinates are pixels from the top left.
 */
final class Svg {
  private static final String STYLE =
      """
      <style>
      text { font: 12px sans-serif; fill: #24292f }
      .faint { fill: #6e7781 }
      .grid { stroke: #d0d7de }
      .ink { stroke: #24292f; fill: none }
      .a { fill: #0969da }
      .b { fill: #bc4c00 }
      .c { fill: #8250df }
      .box { fill: #eaeef2; stroke: #8c959f }
      .mark { fill: #b6d7ff; stroke: #8c959f }
      .shade1 { fill: #d0d7de }
      .shade2 { fill: #8c959f }
      .shade3 { fill: #57606a }
      .shade4 { fill: #24292f }
      .line { fill: none; stroke-width: 2 }
      .sa { stroke: #0969da }
      .sb { stroke: #bc4c00 }
      .sc { stroke: #8250df }
      @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .faint { fill: #8b949e }
      .grid { stroke: #30363d }
      .ink { stroke: #e6edf3 }
      .a { fill: #58a6ff }
      .b { fill: #f0883e }
      .c { fill: #bc8cff }
      .box { fill: #21262d; stroke: #8b949e }
      .sa { stroke: #58a6ff }
      .sb { stroke: #f0883e }
      .sc { stroke: #bc8cff }
      .mark { fill: #1f4b85; stroke: #8b949e }
      .shade1 { fill: #30363d }
      .shade2 { fill: #6e7681 }
      .shade3 { fill: #b1bac4 }
      .shade4 { fill: #f0f6fc }
      }
      </style>
      """;

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** A line of a class: grid or ink. */
  Svg line(double x1, double y1, double x2, double y2, String style) {
    return add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>",
        x1, y1, x2, y2, style);
  }

  /** A rectangle of a class: a, b, c, box, mark, or shade1 to shade4. */
  Svg bar(double x, double y, double w, double h, String style) {
    return add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>",
        x, y, w, h, style);
  }

  /** A line through points in the colour of a class: a, b or c. */
  Svg curve(double[] x, double[] y, String style) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x[i], y[i]));
    }
    return add("<polyline points=\"%s\" class=\"line s%s\"/>", points.toString().strip(), style);
  }

  /** Text that starts, is centred, or ends at x: anchor start, middle or end. */
  Svg text(double x, double y, String anchor, String text) {
    return text(x, y, anchor, "", text);
  }

  Svg text(double x, double y, String anchor, String style, String text) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
        x, y, anchor, style, text.replace("&", "&amp;").replace("<", "&lt;"));
  }

  private Svg add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  @Override
  public String toString() {
    String head = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\">\n";
    return String.format(Locale.ROOT, head, width, height, width) + STYLE + body + "</svg>\n";
  }
}
