package dev.rankine.engine.reference;

/**
 * Functions that {@link StrictMath} lacks, in float64. Relative errors stay below 10⁻¹³: enough to
 * hold float32 results against.
 */
final class ReferenceMath {
  private static final double ROOT_PI = StrictMath.sqrt(Math.PI);

  /** From here on the continued fraction converges fast, and the series slowly. */
  private static final double FAR = 2;

  private ReferenceMath() {}

  /** The error function 2/√π·∫₀ˣ e^(−t²) dt. */
  static double erf(double x) {
    return Math.abs(x) < FAR ? series(x) : Math.copySign(1 - tail(Math.abs(x)), x);
  }

  /** 1 − erf x, without cancellation where it is small. */
  static double erfc(double x) {
    return x < FAR ? 1 - erf(x) : tail(x);
  }

  /** 2/√π·e^(−x²)·Σ 2ᵏ·x²ᵏ⁺¹/(1·3·…·(2k + 1)) (Abramowitz and Stegun 7.1.6). */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int k = 1; Math.abs(term) > Math.abs(sum) * 0x1p-55; k++) {
      term *= 2 * x * x / (2 * k + 1);
      sum += term;
    }
    return 2 / ROOT_PI * StrictMath.exp(-x * x) * sum;
  }

  /** e^(−x²)/√π·1/(x + ½/(x + 1/(x + 1½/(x + …)))) (Abramowitz and Stegun 7.1.14). */
  private static double tail(double x) {
    double fraction = x;
    for (int k = 100; k > 0; k--) {
      fraction = x + 0.5 * k / fraction;
    }
    return StrictMath.exp(-x * x) / (ROOT_PI * fraction);
  }
}
