package dev.rankine.engine.reference;

/**
 * Functions that {@link StrictMath} lacks, in float64. Relative errors stay below 10⁻¹³: enough to
 * hold float32 results against.
 */
final class ReferenceMath {
  private static final double ROOT_PI = StrictMath.sqrt(Math.PI);

  /** From here on the continued fraction converges fast, and the series slowly. */
  private static final double FAR = 2;

  /** From here on ±x the functions built on σ and Φ are their limits; ∞·0 is avoided. */
  private static final double FLAT = 1e4;

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
    double power = StrictMath.exp(-x * x);
    if (power == 0) {
      return 0;
    }
    double fraction = x;
    for (int k = 100; k > 0; k--) {
      fraction = x + 0.5 * k / fraction;
    }
    return power / (ROOT_PI * fraction);
  }

  /** 1/(1 + e^(−x)), without overflow or cancellation. */
  static double sigmoid(double x) {
    double power = StrictMath.exp(-Math.abs(x));
    return (x < 0 ? power : 1) / (1 + power);
  }

  /** x·σ(x), and its limit 0 at −∞. */
  static double silu(double x) {
    return Math.max(x, -FLAT) * sigmoid(x);
  }

  /** x·Φ(x), and its limit 0 at −∞. */
  static double gelu(double x) {
    return Math.max(x, -FLAT) * normal(x);
  }

  /** x·σ(u(x)), and its limit 0 at −∞. */
  static double geluTanh(double x) {
    return Math.max(x, -FLAT) * sigmoid(cubic(x));
  }

  static double siluGradient(double dy, double x) {
    double s = sigmoid(x);
    return dy * s * (1 + bounded(x) * (1 - s));
  }

  static double geluGradient(double dy, double x) {
    double v = bounded(x);
    double density = StrictMath.exp(-v * v / 2) / (ROOT_PI * StrictMath.sqrt(2));
    return dy * (normal(x) + v * density);
  }

  static double geluTanhGradient(double dy, double x) {
    double v = bounded(x);
    double s = sigmoid(cubic(v));
    double slope = 2 * StrictMath.sqrt(2) / ROOT_PI * (1 + 3 * 0.044715 * v * v);
    return dy * s * (1 + v * (1 - s) * slope);
  }

  /** The distribution function Φ of the normal distribution. */
  private static double normal(double x) {
    return 0.5 * erfc(-x / StrictMath.sqrt(2));
  }

  /** u(x) = 2·√(2/π)·(x + 0.044715·x³). */
  private static double cubic(double x) {
    return 2 * StrictMath.sqrt(2) / ROOT_PI * (x + 0.044715 * x * x * x);
  }

  private static double bounded(double x) {
    return Math.max(-FLAT, Math.min(FLAT, x));
  }

  /** Half the square of a difference that is at most delta, else delta·(|difference| − delta/2). */
  static double huber(double difference, double delta) {
    double distance = Math.abs(difference);
    double bound = Math.abs(delta);
    return distance > bound ? bound * (distance - 0.5 * bound) : 0.5 * difference * difference;
  }
}
