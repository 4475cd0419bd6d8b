package dev.rankine.bench.report;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured of one workload on one number of threads.
 *
 * @param name the workload, and its stage if it has several
 * @param flops floating-point operations of one run, or 0
 * @param bytes least traffic of one run, or 0
 * @param seconds per run: by implementation, one value a round
 * @param how an implementation did it, where it had a choice
 */
public record Series(
    String name,
    int threads,
    double flops,
    double bytes,
    Map<String, List<Double>> seconds,
    Map<String, String> how) {

  /** Whether an implementation was measured. */
  public boolean has(String implementation) {
    return seconds.containsKey(implementation);
  }

  /** Median seconds of an implementation. */
  public double median(String implementation) {
    return Statistics.median(seconds.get(implementation));
  }

  /** Least seconds of an implementation. */
  double best(String implementation) {
    return Collections.min(seconds.get(implementation));
  }

  /** How many times faster than a peer Rankine is, if both were measured. */
  Optional<Statistics.Ratio> ratio(String peer) {
    return has(peer) && has(Group.RANKINE)
        ? Optional.of(Statistics.Ratio.of(seconds.get(peer), seconds.get(Group.RANKINE)))
        : Optional.empty();
  }

  /** Whether it measures the same thing as another. */
  boolean sameAs(Series other) {
    return name.equals(other.name) && threads == other.threads;
  }
}
