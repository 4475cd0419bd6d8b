package dev.rankine.bench.work;

/**
 * Consecutive elements of a workload's result as the scalar kernels compute them. Large results are
 * checked in patches: some rows, or some images.
 *
 * @param offset index of the first in the result
 */
public record Patch(int offset, float[] values) {
  /**
   * Compares it with a result.
   *
   * @param tolerance see {@link Workload#tolerance}; 0 for the same bits
   * @throws IllegalStateException naming the first element that is wrong
   */
  public void require(String what, double tolerance, float[] result) {
    boolean exact = tolerance == 0;
    double typical = exact ? 0 : rootMeanSquare();
    for (int i = 0; i < values.length; i++) {
      float actual = result[offset + i];
      boolean right =
          exact
              ? Float.floatToIntBits(actual) == Float.floatToIntBits(values[i])
              : Math.abs(actual - values[i]) <= tolerance * (Math.abs(values[i]) + typical);
      if (!right) {
        throw new IllegalStateException(
            what
                + ": element "
                + (offset + i)
                + " is "
                + actual
                + ", the scalar kernels give "
                + values[i]
                + (exact ? "" : " and " + tolerance + " of it is allowed"));
      }
    }
  }

  private double rootMeanSquare() {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }
}
