package dev.rankine.mnist.report;

import java.util.Locale;

/** Pieces of a page. */
final class Html {
  private Html() {}

  /** A text as it can stand between tags and in quotes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A section with a heading. */
  static String section(String id, String title, String body) {
    return "<section id=\"" + id + "\">\n<h2>" + escape(title) + "</h2>\n" + body + "</section>\n";
  }

  /** A row of a table; the first cell is its heading. */
  static String row(String first, String... cells) {
    StringBuilder row = new StringBuilder("<tr><th scope=\"row\">" + escape(first) + "</th>");
    for (String cell : cells) {
      row.append("<td>").append(escape(cell)).append("</td>");
    }
    return row.append("</tr>\n").toString();
  }

  /** The heads of columns. */
  static String heads(String... names) {
    StringBuilder row = new StringBuilder("<tr>");
    for (String name : names) {
      row.append("<th scope=\"col\">").append(escape(name)).append("</th>");
    }
    return row.append("</tr>\n").toString();
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  static String seconds(double s) {
    return String.format(Locale.ROOT, "%.2f s", s);
  }
}
