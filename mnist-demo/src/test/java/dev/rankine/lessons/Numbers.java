package dev.rankine.lessons;

import java.util.List;
import java.util.regex.Pattern;

/** Reads the numbers of printed lines. */
final class Numbers {
  private static final Pattern NUMBER =
      Pattern.compile("(?<![A-Za-z0-9.])[-−]?[0-9][0-9,]*(?:\\.[0-9]+)?(?:[eE]-?[0-9]+)?");

  private Numbers() {}

  /** All numbers in a line. */
  static double[] of(String line) {
    return NUMBER
        .matcher(line)
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group().replace(",", "").replace('−', '-')))
        .toArray();
  }

  /** The number at a place in each line, counted from 0. */
  static double[] column(List<String> lines, int place) {
    return lines.stream().mapToDouble(line -> of(line)[place]).toArray();
  }

  /** The last number of each line. */
  static double[] last(List<String> lines) {
    return lines.stream().map(Numbers::of).mapToDouble(all -> all[all.length - 1]).toArray();
  }

  static List<String> matching(List<String> lines, String pattern) {
    return lines.stream().filter(line -> line.matches(pattern)).toList();
  }
}
