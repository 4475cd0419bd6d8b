package dev.rankine.bench.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The little arithmetic that the claims rest on. */
public final class Statistics {
  private Statistics() {}

  /**
   * The middle value, or the mean of the two in the middle.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static double median(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("the median of nothing");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The median of a list. */
  public static double median(List<Double> values) {
    return median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The geometric mean of positive values. */
  public static double geometricMean(Collection<Double> values) {
    return Math.exp(
        values.stream()
            .mapToDouble(Math::log)
            .average()
            .orElseThrow(IllegalArgumentException::new));
  }

  /**
   * How many times faster than a peer: peer's seconds over ours, round by round, so that what slows
   * both down in one round cancels.
   *
   * @param median of the rounds
   * @param lowest of the rounds
   * @param highest of the rounds
   */
  public record Ratio(double median, double lowest, double highest) {
    /**
     * From the seconds of each round.
     *
     * @throws IllegalArgumentException if the rounds are not the same
     */
    public static Ratio of(List<Double> peer, List<Double> ours) {
      if (peer.size() != ours.size()) {
        throw new IllegalArgumentException(
            "rounds differ: " + peer.size() + " of the peer, " + ours.size() + " of ours");
      }
      double[] ratios = new double[peer.size()];
      Arrays.setAll(ratios, round -> peer.get(round) / ours.get(round));
      return new Ratio(
          Statistics.median(ratios),
          Arrays.stream(ratios).min().orElseThrow(),
          Arrays.stream(ratios).max().orElseThrow());
    }
  }
}
