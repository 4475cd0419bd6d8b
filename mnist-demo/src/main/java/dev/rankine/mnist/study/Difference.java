package dev.rankine.mnist.study;

import java.util.Locale;

/**
 * What two kinds of networks differ by, seed for seed.
 *
 * @param points of accuracy, percent
 */
public record Difference(String first, String second, Sample points) {
  static Difference of(String first, Sample a, String second, Sample b) {
    return new Difference(first, second, a.minus(b));
  }

  /** Whether the 95 % interval of the mean leaves out 0. */
  public boolean clear() {
    return Math.abs(points.mean()) > points.margin();
  }

  /** For a table: mean and standard error. */
  public String numbers() {
    return points.count() < 2
        ? String.format(Locale.ROOT, "%+.2f", points.mean())
        : String.format(Locale.ROOT, "%+.2f ± %.2f", points.mean(), points.standardError());
  }

  /** The sentence that the numbers support. */
  public String sentence() {
    String measured = numbers() + " points over " + points.count() + " seeds";
    if (points.count() < 2) {
      return first
          + " against "
          + second
          + ": "
          + numbers()
          + " points with one seed, which may be"
          + " chance.";
    }
    String interval =
        String.format(
            Locale.ROOT,
            "95 %% interval %+.2f to %+.2f",
            points.mean() - points.margin(),
            points.mean() + points.margin());
    if (!clear()) {
      return "No difference between "
          + first
          + " and "
          + second
          + " can be told: "
          + measured
          + ", "
          + interval
          + ".";
    }
    String better = points.mean() > 0 ? " is better than " : " is worse than ";
    return first + better + second + ": " + measured + ", " + interval + ".";
  }
}
