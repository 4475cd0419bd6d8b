package dev.rankine.mnist.study;

import java.util.Arrays;
import java.util.List;

/**
 * Some measured values, one a seed.
 *
 * @param values at least one
 */
public record Sample(List<Double> values) {
  /**
   * Two-sided 95 % points of Student's t with 1 to 30 degrees of freedom (Student, "The probable
   * error of a mean", Biometrika 6, 1908; any table).
   */
  private static final double[] T = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042
  };

  /** A copy of the values. */
  public Sample {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a sample needs a value");
    }
  }

  static Sample of(double... values) {
    return new Sample(Arrays.stream(values).boxed().toList());
  }

  /** How many. */
  public int count() {
    return values.size();
  }

  /** Their mean. */
  public double mean() {
    return values.stream().mapToDouble(value -> value).sum() / count();
  }

  /** Their standard deviation, with n − 1; NaN of one value. */
  public double sd() {
    double mean = mean();
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return count() < 2 ? Double.NaN : Math.sqrt(squares / (count() - 1));
  }

  /** The standard error of the mean; NaN of one value. */
  public double standardError() {
    return sd() / Math.sqrt(count());
  }

  /** Half the width of the mean's 95 % interval; NaN of one value. */
  public double margin() {
    if (count() < 2) {
      return Double.NaN;
    }
    return T[Math.min(count() - 1, T.length) - 1] * standardError();
  }

  /** Value for value, this less the other: what both owe to a seed falls out. */
  public Sample minus(Sample other) {
    if (other.count() != count()) {
      throw new IllegalArgumentException(count() + " values do not pair with " + other.count());
    }
    double[] differences = new double[count()];
    Arrays.setAll(differences, i -> values.get(i) - other.values.get(i));
    return of(differences);
  }
}
