package dev.rankine.mnist.report;

import dev.rankine.autograd.metrics.ConfusionMatrix;
import dev.rankine.mnist.data.DigitData;
import java.util.Locale;

/** What the model answered: which digits it takes for which, and the images where it erred. */
final class Answered {
  private Answered() {}

  static String matrix(ConfusionMatrix confusion) {
    int classes = DigitData.CLASSES;
    long most = 1;
    for (int label = 0; label < classes; label++) {
      for (int answer = 0; answer < classes; answer++) {
        most = label == answer ? most : Math.max(most, confusion.count(label, answer));
      }
    }
    StringBuilder table = new StringBuilder("<p>Rows are labels, columns answers.</p>\n<table>\n");
    table.append("<tr><th scope=\"col\"></th>");
    for (int answer = 0; answer < classes; answer++) {
      table.append("<th scope=\"col\" class=\"cell\">").append(answer).append("</th>");
    }
    table.append("<th scope=\"col\">precision</th><th scope=\"col\">recall</th>");
    table.append("<th scope=\"col\">F1</th></tr>\n");
    for (int label = 0; label < classes; label++) {
      table.append("<tr><th scope=\"row\">").append(label).append("</th>");
      for (int answer = 0; answer < classes; answer++) {
        table.append(cell(confusion.count(label, answer), label == answer, most));
      }
      table.append("<td>").append(Html.percent(confusion.of(label).precision()));
      table.append("</td><td>").append(Html.percent(confusion.of(label).recall()));
      table
          .append("</td><td>")
          .append(Html.percent(confusion.of(label).f1()))
          .append("</td></tr>\n");
    }
    return table.append("</table>\n").toString();
  }

  private static String cell(long count, boolean right, long mostWrong) {
    double share = right ? 30 : 75.0 * count / Math.max(1, mostWrong);
    return String.format(
        Locale.ROOT,
        "<td class=\"cell %s\" style=\"--share:%.0f%%\">%s</td>",
        right ? "right" : "wrong",
        share,
        count == 0 ? "" : Html.number(count));
  }

  static String mistakes(Findings findings) {
    if (findings.wrong() == 0) {
      return "<p>None.</p>\n";
    }
    StringBuilder shown = new StringBuilder();
    shown.append(
        String.format(
            Locale.ROOT,
            "<p>%,d in all; the %d it was surest of. Label → answer, and its probability.</p>%n",
            findings.wrong(),
            findings.mistakes().size()));
    shown.append("<div class=\"row\">\n");
    for (Findings.Mistake m : findings.mistakes()) {
      String image = Png.address(Png.of(Png.Kind.GRAY, DigitData.SIDE, DigitData.SIDE, m.pixels()));
      shown.append(
          String.format(
              Locale.ROOT,
              "<figure><img src=\"%s\" alt=\"test image %d, a %d taken for a %d\" title=\"test image"
                  + " %d; %d has %.1f %%\"><figcaption>%d → %d<br>%.1f %%</figcaption></figure>%n",
              image,
              m.index(),
              m.label(),
              m.answer(),
              m.index(),
              m.label(),
              100 * m.ofLabel(),
              m.label(),
              m.answer(),
              100 * m.ofAnswer()));
    }
    return shown.append("</div>\n").toString();
  }
}
