package dev.rankine.mnist.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A finished sweep: a row for each setting, over its seeds.
 *
 * @param rows best first
 */
public record SweepTable(List<Row> rows) {
  /**
   * One setting.
   *
   * @param accuracy percent, a seed each
   */
  public record Row(GridPoint setting, int trainable, Sample accuracy) {}

  /** From the trainings in a file. */
  public static SweepTable of(List<GridPoint> settings, List<Long> seeds, SweepFile file) {
    List<Row> rows = new ArrayList<>();
    for (GridPoint setting : settings) {
      List<SweepFile.Result> results =
          seeds.stream().map(seed -> file.get(setting.withSeed(seed))).toList();
      List<Double> accuracies = results.stream().map(result -> 100 * result.accuracy()).toList();
      rows.add(new Row(setting, results.getFirst().trainable(), new Sample(accuracies)));
    }
    rows.sort(Comparator.comparingDouble(row -> -row.accuracy().mean()));
    return new SweepTable(List.copyOf(rows));
  }

  /** As Markdown. */
  public String text() {
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      cells.add(
          List.of(
              String.valueOf(row.setting().rank()),
              number(row.setting().alpha()),
              number(row.setting().rate()),
              String.format(Locale.ROOT, "%,d", row.trainable()),
              ComparisonText.spread(row.accuracy())));
    }
    return ComparisonText.table(
        List.of("rank", "alpha", "rate", "trained", "test accuracy, %"), cells);
  }

  /** Without a trailing zero. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
