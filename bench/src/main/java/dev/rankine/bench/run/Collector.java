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
    double flops = Double.parseDouble(fields[2]);
    double bytes = Double.parseDouble(fields[3]);
    Series one = series(fields[1], threads, flops, bytes);
    add(one, implementation, Double.parseDouble(fields[4]));
    if (!fields[5].isEmpty()) {
      one.how().put(implementation, fields[5]);
    }
  }

  /** Adds one round's seconds of something whose limits nobody counts. */
  void add(String name, int threads, String implementation, double seconds) {
    add(series(name, threads, 0, 0), implementation, seconds);
  }

  private Series series(String name, int threads, double flops, double bytes) {
    return series.computeIfAbsent(
        new Key(name, threads),
        _ -> new Series(name, threads, flops, bytes, new LinkedHashMap<>(), new LinkedHashMap<>()));
  }

  private static void add(Series one, String implementation, double seconds) {
    one.seconds().computeIfAbsent(implementation, _ -> new ArrayList<>()).add(seconds);
  }

  List<Series> series() {
    return List.copyOf(series.values());
  }
}
