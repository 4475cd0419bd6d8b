package dev.rankine.engine.cpu;

/** How far a float32 result may be from the float64 one. */
interface Tolerance {
  /** The float64 result rounded to float, bit for bit; NaNs are alike. */
  Tolerance ROUNDED = (actual, exact, magnitude) -> same(actual, (float) exact);

  /** The same number; zeros are alike. */
  Tolerance EQUAL = (actual, exact, magnitude) -> actual == exact || same(actual, exact);

  /**
   * Whether a result is close enough.
   *
   * @param magnitude the float64 result of the same call on absolute values
   */
  boolean allows(double actual, double exact, double magnitude);

  /** 4·k·2⁻²⁴·magnitude: four times the first-order bound of a chain of k roundings. */
  static Tolerance chain(int k) {
    return (actual, exact, magnitude) -> {
      double bound = 4 * k * (0x1p-24 * Math.abs(magnitude) + Float.MIN_VALUE);
      return same(actual, (float) exact) || Math.abs(actual - exact) <= bound;
    };
  }

  /** So many units in the last place of the rounded float64 result. */
  static Tolerance ulps(int n) {
    return (actual, exact, magnitude) -> {
      float scale = Math.min(Math.abs((float) exact), Float.MAX_VALUE);
      return same(actual, (float) exact) || Math.abs(actual - exact) <= n * Math.ulp(scale);
    };
  }

  /** An absolute error; infinities and NaNs are exact. */
  static Tolerance within(double bound) {
    return (actual, exact, magnitude) -> same(actual, exact) || Math.abs(actual - exact) <= bound;
  }

  private static boolean same(double a, double b) {
    return Double.doubleToLongBits(a) == Double.doubleToLongBits(b);
  }
}
