package dev.rankine.engine.linalg;

/**
 * Loops over contiguous float64 vectors, each in one fixed order. Products and sums are rounded
 * separately: a fused multiply-add is very slow on a processor that lacks it.
 */
final class Vectors {
  /** The three inner products of two vectors. */
  record Gram(double xx, double xy, double yy) {}

  private Vectors() {}

  /** Σ x·y in four interleaved partial sums: s0 + s2 and s1 + s3 are added last. */
  static double dot(double[] x, int xo, double[] y, int yo, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      s0 += x[xo + i] * y[yo + i];
      s1 += x[xo + i + 1] * y[yo + i + 1];
      s2 += x[xo + i + 2] * y[yo + i + 2];
      s3 += x[xo + i + 3] * y[yo + i + 3];
    }
    for (; i < n; i++) {
      s0 += x[xo + i] * y[yo + i];
    }
    return (s0 + s2) + (s1 + s3);
  }

  /** Three products in one pass, two interleaved partial sums each. */
  static Gram gram(double[] x, int xo, double[] y, int yo, int n) {
    double xx0 = 0;
    double xx1 = 0;
    double xy0 = 0;
    double xy1 = 0;
    double yy0 = 0;
    double yy1 = 0;
    int i = 0;
    for (; i < n - 1; i += 2) {
      double a0 = x[xo + i];
      double a1 = x[xo + i + 1];
      double b0 = y[yo + i];
      double b1 = y[yo + i + 1];
      xx0 += a0 * a0;
      xx1 += a1 * a1;
      xy0 += a0 * b0;
      xy1 += a1 * b1;
      yy0 += b0 * b0;
      yy1 += b1 * b1;
    }
    if (i < n) {
      xx0 += x[xo + i] * x[xo + i];
      xy0 += x[xo + i] * y[yo + i];
      yy0 += y[yo + i] * y[yo + i];
    }
    return new Gram(xx0 + xx1, xy0 + xy1, yy0 + yy1);
  }

  /** √Σ x², scaled by a power of two so that no square overflows or vanishes. */
  static double norm(double[] x, int xo, int n) {
    double largest = 0;
    for (int i = xo; i < xo + n; i++) {
      largest = Math.max(largest, Math.abs(x[i]));
    }
    if (largest == 0) {
      return 0;
    }
    int exponent = Math.getExponent(largest);
    double scale = Math.scalb(1.0, -exponent);
    double sum = 0;
    for (int i = xo; i < xo + n; i++) {
      double scaled = x[i] * scale;
      sum += scaled * scaled;
    }
    return Math.scalb(Math.sqrt(sum), exponent);
  }

  /** y ← y − f·x. */
  static void subtractScaled(double f, double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] -= f * x[xo + i];
    }
  }

  /**
   * (x, y) ← (cos·x − sin·y, sin·x + cos·y), written as a correction of x and y (Rutishauser 1966):
   * many small rotations then keep lengths, where a cosine rounded to 1 would let them grow.
   *
   * @param halfTangent the tangent of half the angle, sin / (1 + cos)
   */
  static void rotate(
      double sine, double halfTangent, double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      double a = x[xo + i];
      double b = y[yo + i];
      x[xo + i] = a - sine * (b + halfTangent * a);
      y[yo + i] = b + sine * (a - halfTangent * b);
    }
  }
}
