package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of parameters for people to read. */
final class Summary {
  private record Row(String name, String shape, String count, String kind) {}

  private Summary() {}

  static String of(List<Parameter> parameters) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("name", "shape", "elements", ""));
    long all = 0;
    long trainable = 0;
    for (Parameter p : parameters) {
      String kind = p.isState() ? "state" : p.trainable() ? "trainable" : "frozen";
      rows.add(new Row(p.name(), p.shape().toString(), number(p.shape().size()), kind));
      all += p.isState() ? 0 : p.shape().size();
      trainable += p.trainable() ? p.shape().size() : 0;
    }
    String share = all == 0 ? "" : String.format(Locale.ROOT, ", %.1f %%", 100.0 * trainable / all);
    return table(rows) + number(all) + " parameters, " + number(trainable) + " trainable" + share;
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private static String table(List<Row> rows) {
    int name = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
    int shape = rows.stream().mapToInt(row -> row.shape().length()).max().orElse(0);
    int count = rows.stream().mapToInt(row -> row.count().length()).max().orElse(0);
    String format = "%-" + name + "s  %-" + shape + "s  %" + count + "s  %s";
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      String line =
          String.format(Locale.ROOT, format, row.name(), row.shape(), row.count(), row.kind());
      text.append(line.stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
