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

  /** Adds one round's seconds of one workload. */
  void add(
      String name, int threads, double flops, double bytes, String implementation, double value) {
    series
        .computeIfAbsent(
            new Key(name, threads),
            _ -> new Series(name, threads, flops, bytes, new LinkedHashMap<>()))
        .seconds()
        .computeIfAbsent(implementation, _ -> new ArrayList<>())
        .add(value);
  }

  List<Series> series() {
    return List.copyOf(series.values());
  }
}
