package dev.rankine.mnist.study;

import dev.rankine.mnist.data.DigitData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A comparison as Markdown, which a terminal shows well enough. */
public record ComparisonText(Comparison comparison) {
  /** Tables of accuracies, differences and classes, and what can be said. */
  public String text() {
    return String.join("\n", accuracies(), differences(), sentences(), classes());
  }

  private String accuracies() {
    List<List<String>> rows = new ArrayList<>();
    for (String name : comparison.names()) {
      rows.add(
          List.of(
              name,
              String.format(Locale.ROOT, "%,d", comparison.of(name).getFirst().trainable()),
              spread(comparison.accuracy(name)),
              spread(comparison.macroF1(name))));
    }
    return table(List.of("network", "trained", "test accuracy, %", "mean F1, %"), rows);
  }

  /** Mean ± standard deviation. */
  static String spread(Sample sample) {
    return sample.count() < 2
        ? String.format(Locale.ROOT, "%.2f", sample.mean())
        : String.format(Locale.ROOT, "%.2f ± %.2f", sample.mean(), sample.sd());
  }

  private String differences() {
    List<List<String>> rows = new ArrayList<>();
    for (Difference difference : comparison.differences()) {
      rows.add(List.of(difference.first() + " − " + difference.second(), difference.numbers()));
    }
    return table(List.of("paired by seed", "points of accuracy ± standard error"), rows);
  }

  private String sentences() {
    StringBuilder text = new StringBuilder();
    comparison.differences().forEach(d -> text.append("- ").append(d.sentence()).append('\n'));
    return text.toString();
  }

  private String classes() {
    List<String> head = new ArrayList<>(List.of("per class, %"));
    digits().forEach(c -> head.add(String.valueOf(c)));
    List<List<String>> rows = new ArrayList<>();
    for (String name : comparison.names()) {
      rows.add(perClass(name + ", accuracy", c -> comparison.recall(name, c)));
      rows.add(perClass(name + ", F1", c -> comparison.f1(name, c)));
    }
    return table(head, rows);
  }

  private static List<String> perClass(String title, IntFunction<Sample> sample) {
    List<String> row = new ArrayList<>(List.of(title));
    digits().forEach(c -> row.add(String.format(Locale.ROOT, "%.1f", sample.apply(c).mean())));
    return row;
  }

  /** The confusion matrix of each kind, labels down, answers across, summed over the seeds. */
  public String confusions() {
    StringBuilder text = new StringBuilder();
    for (String name : comparison.names()) {
      long[][] counts = comparison.confusion(name, DigitData.CLASSES);
      List<String> head = new ArrayList<>(List.of(name));
      digits().forEach(c -> head.add(String.valueOf(c)));
      List<List<String>> rows = new ArrayList<>();
      for (int label = 0; label < counts.length; label++) {
        List<String> row = new ArrayList<>(List.of(String.valueOf(label)));
        for (long count : counts[label]) {
          row.add(String.valueOf(count));
        }
        rows.add(row);
      }
      text.append(table(head, rows)).append('\n');
    }
    return text.toString();
  }

  private static IntStream digits() {
    return IntStream.range(0, DigitData.CLASSES);
  }

  /** Columns are as wide as their widest cell; the first is aligned left, the others right. */
  static String table(List<String> head, List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, head.size())
            .map(
                i ->
                    Math.max(
                        head.get(i).length(),
                        rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0)))
            .toArray();
    StringBuilder text = new StringBuilder(line(head, widths));
    for (int i = 0; i < widths.length; i++) {
      String dashes = "-".repeat(Math.max(1, widths[i] + 1));
      text.append(i == 0 ? "|:" + dashes : "|" + dashes + ":");
    }
    text.append("|\n");
    rows.forEach(row -> text.append(line(row, widths)));
    return text.toString();
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String room = " ".repeat(widths[i] - cells.get(i).length());
      String cell = i == 0 ? cells.get(i) + room : room + cells.get(i);
      line.append("| ").append(cell).append(' ');
    }
    return line.append("|\n").toString();
  }
}
