package dev.rankine.bench.run;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the processes of a comparison report to the one that started them. */
final class Lines {
  private static final String MARK = "rankine-bench";

  private Lines() {}

  /** Prints fields as one line. */
  static void print(Object... fields) {
    System.out.println(
        MARK
            + "\t"
            + Arrays.stream(fields)
                .map(field -> field.toString().replaceAll("\\s+", " ").strip())
                .collect(Collectors.joining("\t")));
  }

  /** The fields of a line that {@link #print} printed, none of any other. */
  static String[] fields(String line) {
    String[] fields = line.split("\t", -1);
    return fields[0].equals(MARK) ? Arrays.copyOfRange(fields, 1, fields.length) : new String[0];
  }
}
