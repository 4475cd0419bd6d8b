package dev.rankine.bench.run;

import dev.rankine.bench.report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers seconds, round by round, into series. */
final class Collector {
  private record Key(String name, int threads) {}

  private final Map<Key, Series> series = new LinkedHashMap<>();

  /**
   * Adds one round's seconds of one workload.
   *
   * @param fields of a line that starts with {@code time}, see {@link Fork}
   */
  void add(int threads, String implementation, String[] fields) {
    Series one =
        series.computeIfAbsent(
            new Key(fields[1], threads),
            key ->
                new Series(
                    key.name(),
                    threads,
                    Double.parseDouble(fields[2]),
                    Double.parseDouble(fields[3]),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>()));
    one.seconds()
        .computeIfAbsent(implementation, _ -> new ArrayList<>())
        .add(Double.parseDouble(fields[4]));
    if (!fields[5].isEmpty()) {
      one.how().put(implementation, fields[5]);
    }
  }

  List<Series> series() {
    return List.copyOf(series.values());
  }
}
