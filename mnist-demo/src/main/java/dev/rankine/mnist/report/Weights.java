package dev.rankine.mnist.report;

import static dev.rankine.mnist.report.Html.escape;

import java.util.List;
import java.util.Locale;

/** What the model learnt: its filters, updates and numbers of parameters. */
final class Weights {
  private static final int BAR_WIDTH = 300;
  private static final int BAR_HEIGHT = 18;

  private Weights() {}

  static String filters(List<Picture> filters) {
    StringBuilder row = new StringBuilder("<p>Orange is positive, blue negative.</p>\n");
    row.append("<div class=\"row\">\n");
    for (Picture filter : filters) {
      row.append("<figure>").append(image(filter, "")).append("<figcaption>");
      row.append(escape(filter.title())).append("</figcaption></figure>\n");
    }
    return row.append("</div>\n").toString();
  }

  static String heats(List<Picture> pictures) {
    StringBuilder all = new StringBuilder();
    for (Picture picture : pictures) {
      all.append("<h3>").append(escape(picture.title())).append("</h3>\n<p>");
      all.append(
          String.format(
              Locale.ROOT,
              "%d × %d, up to ±%.4g; orange is positive, blue negative</p>%n",
              picture.rows(),
              picture.columns(),
              picture.largest()));
      all.append(image(picture, " style=\"height:" + Math.max(24, 10 * picture.rows()) + "px\""));
    }
    return all.toString();
  }

  private static String image(Picture picture, String style) {
    byte[] file = Png.of(Png.Kind.RGBA, picture.columns(), picture.rows(), picture.overNothing());
    return "<img class=\"heat\" src=\""
        + Png.address(file)
        + "\" alt=\""
        + escape(picture.title())
        + "\""
        + style
        + ">\n";
  }

  /** Two bars a layer, of one scale. */
  static String norms(List<Findings.Norms> norms) {
    double largest =
        norms.stream().mapToDouble(n -> Math.max(n.weight(), n.update())).max().orElse(1);
    StringBuilder svg = new StringBuilder("<p>Frobenius norms of the frozen weight W and of");
    svg.append(" the update (α/r)·B·A that is added to it.</p>\n");
    int height = norms.size() * 56;
    svg.append("<svg viewBox=\"0 0 640 ").append(height).append("\" style=\"max-width:760px\"");
    svg.append(" role=\"img\" aria-label=\"Norms of weights and updates\">\n");
    int y = 0;
    for (Findings.Norms n : norms) {
      String share = String.format(Locale.ROOT, " (%.1f %% of ‖W‖)", 100 * n.update() / n.weight());
      svg.append(new Bar(n.layer() + "  ‖W‖", "a", n.weight(), "").svg(largest, y));
      svg.append(new Bar(n.layer() + "  ‖BA‖", "b", n.update(), share).svg(largest, y + 24));
      y += 56;
    }
    return svg.append("</svg>\n").toString();
  }

  /** A bar with its name before it, and its value and more behind it. */
  private record Bar(String name, String style, double value, String more) {
    String svg(double largest, int y) {
      double width = largest > 0 && Double.isFinite(value) ? value / largest * BAR_WIDTH : 0;
      return String.format(
          Locale.ROOT,
          "<text x=\"0\" y=\"%d\">%s</text><rect class=\"%s\" x=\"96\" y=\"%d\" width=\"%.1f\""
              + " height=\"%d\" rx=\"3\"/><text x=\"%.1f\" y=\"%d\">%.3f%s</text>%n",
          y + 14,
          escape(name),
          style,
          y,
          width,
          BAR_HEIGHT,
          104 + width,
          y + 14,
          value,
          more);
    }
  }

  static String table(List<Findings.Weight> weights) {
    StringBuilder table = new StringBuilder("<table>\n");
    table.append(Html.heads("name", "shape", "elements", "trained"));
    long all = 0;
    long trained = 0;
    for (Findings.Weight w : weights) {
      String kind = w.trainable() ? "yes" : "frozen";
      table.append(Html.row(w.name(), w.shape(), Html.number(w.elements()), kind));
      all += w.elements();
      trained += w.trainable() ? w.elements() : 0;
    }
    table.append(Html.row("all", "", Html.number(all), Html.number(trained)));
    return table.append("</table>\n").toString();
  }
}
