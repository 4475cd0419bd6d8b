package dev.rankine.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/** Tables and cells of Markdown. */
final class Markdown {
  static final String NOTHING = "–";

  private Markdown() {}

  /** A table whose first column is aligned left and all others right. */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder text = new StringBuilder(line(head));
    StringJoiner rule = new StringJoiner("|", "|", "|\n");
    for (int i = 0; i < head.size(); i++) {
      rule.add(i == 0 ? "---" : "---:");
    }
    text.append(rule);
    rows.forEach(row -> text.append(line(row)));
    return text.append('\n').toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** A number with some digits, or a dash. */
  static String number(OptionalDouble value, String format) {
    return value.isEmpty() ? NOTHING : number(value.getAsDouble(), format);
  }

  static String number(double value, String format) {
    return String.format(Locale.ROOT, format, value);
  }

  static String rounds(int count) {
    return count + (count == 1 ? " round" : " rounds");
  }

  static String threads(int count) {
    return count + (count == 1 ? " thread" : " threads");
  }
}
