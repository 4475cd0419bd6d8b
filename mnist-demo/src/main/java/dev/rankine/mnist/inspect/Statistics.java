package dev.rankine.mnist.inspect;

/**
 * Figures of numbers, taken one by one. Minimum, maximum, mean and standard deviation (of the
 * numbers as a whole population) are those of the finite ones, NaN where there is none.
 */
public final class Statistics {
  private double least = Double.NaN;
  private double most = Double.NaN;
  private double mean = Double.NaN;
  private double squares;
  private long finite;
  private long zeros;
  private long nans;
  private long infinite;

  /**
   * Takes a number. Mean and squares are Welford's ("Note on a method for calculating corrected
   * sums of squares and products", 1962): one pass, and no difference of large sums.
   */
  void add(double value) {
    zeros += value == 0 ? 1 : 0;
    nans += Double.isNaN(value) ? 1 : 0;
    infinite += Double.isInfinite(value) ? 1 : 0;
    if (Double.isFinite(value)) {
      finite++;
      boolean first = finite == 1;
      least = first ? value : Math.min(least, value);
      most = first ? value : Math.max(most, value);
      double before = first ? 0 : mean;
      mean = before + (value - before) / finite;
      squares += (value - before) * (value - mean);
    }
  }

  /** The smallest. */
  double least() {
    return least;
  }

  /** The largest. */
  double most() {
    return most;
  }

  /** The mean. */
  double mean() {
    return mean;
  }

  /** The standard deviation. */
  double deviation() {
    return finite == 0 ? Double.NaN : Math.sqrt(squares / finite);
  }

  /** How many are zero. */
  long zeros() {
    return zeros;
  }

  /** How many are NaN. */
  long nans() {
    return nans;
  }

  /** How many are infinite. */
  long infinite() {
    return infinite;
  }

  /** How many are finite and not zero. */
  long others() {
    return finite - zeros;
  }
}
