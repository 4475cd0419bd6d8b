package dev.rankine.bench.report;

import dev.rankine.bench.machine.Limits;
import dev.rankine.bench.work.FmaPeak;
import dev.rankine.bench.work.Suite;
import dev.rankine.bench.work.Triad;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The two limits of a machine on a number of threads: the best of all rounds. Traffic is limited by
 * the bandwidth at a kernel's own footprint: what fits in a cache is held against that cache.
 */
final class Roofline {
  private final OptionalDouble flopsPerSecond;
  private final TreeMap<Integer, Double> bytesPerSecond = new TreeMap<>();

  Roofline(Results results, int threads) {
    flopsPerSecond =
        results
            .find(new FmaPeak().name(), threads)
            .map(peak -> OptionalDouble.of(peak.flops() / peak.best(Limits.NAME)))
            .orElse(OptionalDouble.empty());
    for (Triad triad : Suite.triads()) {
      results
          .find(triad.name(), threads)
          .ifPresent(
              series ->
                  bytesPerSecond.put(triad.footprint(), series.bytes() / series.best(Limits.NAME)));
    }
  }

  /** Fused multiply-adds count two. */
  OptionalDouble flopsPerSecond() {
    return flopsPerSecond;
  }

  /** Bandwidth of the triad at one of its footprints. */
  OptionalDouble bytesPerSecond(int footprint) {
    Double rate = bytesPerSecond.get(footprint);
    return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
  }

  /** The shortest time that the limits allow, if they were measured and say something. */
  OptionalDouble seconds(Series series) {
    boolean counted = series.flops() > 0 || series.bytes() > 0;
    if (!counted || flopsPerSecond.isEmpty() || bytesPerSecond.isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        Math.max(
            series.flops() / flopsPerSecond.getAsDouble(),
            series.bytes() / bandwidth(series.bytes())));
  }

  private double bandwidth(double footprint) {
    Map.Entry<Integer, Double> rung =
        footprint > bytesPerSecond.lastKey()
            ? bytesPerSecond.lastEntry()
            : bytesPerSecond.ceilingEntry((int) Math.ceil(footprint));
    return rung.getValue();
  }
}
