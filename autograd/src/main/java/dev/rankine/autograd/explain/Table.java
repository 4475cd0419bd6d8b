package dev.rankine.autograd.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Ops as aligned columns of text. */
final class Table {
  private static final int MEMORY = 5;

  private Table() {}

  static String of(List<Explained> ops) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("#", "op", "formula", "inputs", "output", "memory"));
    for (Explained op : ops) {
      rows.add(
          List.of(
              String.valueOf(rows.size() - 1),
              op.name(),
              op.formula(),
              op.inputs().stream().map(Value::label).collect(Collectors.joining(", ")),
              op.output().label(),
              Explanation.memory(op.bytes())));
    }
    int[] widths = new int[MEMORY + 1];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  /** Numbers stand on the right, text on the left. */
  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - row.get(i).length());
      boolean number = i == 0 || i == MEMORY;
      line.append(i == 0 ? "" : "  ").append(number ? gap + row.get(i) : row.get(i) + gap);
    }
    return line.append('\n').toString();
  }
}
