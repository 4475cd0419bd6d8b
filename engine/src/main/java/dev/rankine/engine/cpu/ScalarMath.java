package dev.rankine.engine.cpu;

/**
 * The elementary functions of the numeric contract, one float at a time. The vector kernels apply
 * the same operations in the same order to whole vectors.
 */
public final class ScalarMath {
  /** 1 / ln 2. */
  public static final float LOG2_E = 0x1.715476p0f;

  /** The high part of ln 2, with trailing zeros, so that n·LN2_HIGH is exact for |n| ≤ 151. */
  public static final float LN2_HIGH = 0x1.62e4p-1f;

  /** ln 2 − LN2_HIGH. */
  public static final float LN2_LOW = 0x1.7f7d1cp-20f;

  /** Adding and subtracting 1.5·2²³ rounds to the nearest integer, ties to even. */
  public static final float ROUNDER = 0x1.8p23f;

  /** The bits of {@link #ROUNDER}. */
  public static final int ROUNDER_BITS = 0x4B400000;

  /** Below this e^x rounds to +0. */
  public static final float EXP_MIN = -104f;

  /** Above this e^x overflows to +∞. */
  public static final float EXP_MAX = 89f;

  /** (e^r − 1 − r)/r² on |r| ≤ ln 2 / 2, highest power first (Moshier, Cephes expf). */
  static final float[] EXP = {
    1.9875691500e-4f,
    1.3981999507e-3f,
    8.3334519073e-3f,
    4.1665795894e-2f,
    1.6666665459e-1f,
    5.0000001201e-1f
  };

  /** (ln(1 + f) − f + f²/2)/f³ on √½ − 1 ≤ f ≤ √2 − 1, highest power first (Cephes logf). */
  static final float[] LOG = {
    7.0376836292e-2f,
    -1.1514610310e-1f,
    1.1676998740e-1f,
    -1.2420140846e-1f,
    1.4249322787e-1f,
    -1.6668057665e-1f,
    2.0000714765e-1f,
    -2.4999993993e-1f,
    3.3333331174e-1f
  };

  private ScalarMath() {}

  /** Coefficient i of the polynomial of e^x. */
  public static float expCoefficient(int i) {
    return EXP[i];
  }

  /** Coefficient i of the polynomial of ln x. */
  public static float logCoefficient(int i) {
    return LOG[i];
  }

  /** e^x = 2ⁿ·e^r with n = round(x / ln 2), r = x − n·ln 2. */
  static float exp(float x) {
    if (x != x) {
      return Float.NaN;
    }
    float clamped = x > EXP_MAX ? EXP_MAX : x < EXP_MIN ? EXP_MIN : x;
    float shifted = Fma.fma(clamped, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = Fma.fma(n, -LN2_HIGH, clamped);
    r = Fma.fma(n, -LN2_LOW, r);
    float p = EXP[0];
    for (int i = 1; i < EXP.length; i++) {
      p = Fma.fma(p, r, EXP[i]);
    }
    p = Fma.fma(p, r * r, r) + 1f;
    int exponent = Float.floatToRawIntBits(shifted) - ROUNDER_BITS;
    int half = exponent >> 1;
    float first = Float.intBitsToFloat((half + 127) << 23);
    float second = Float.intBitsToFloat((exponent - half + 127) << 23);
    return p * first * second;
  }

  /** ln x = e·ln 2 + ln(1 + f) with x = 2^e·(1 + f), √½ ≤ 1 + f &lt; √2. */
  static float log(float x) {
    if (!(x > 0)) {
      return x == 0 ? Float.NEGATIVE_INFINITY : Float.NaN;
    }
    if (x == Float.POSITIVE_INFINITY) {
      return x;
    }
    boolean subnormal = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p23f : x);
    int offset = bits - 0x3F3504F3;
    int exponent = offset >> 23;
    float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1f;
    float e = subnormal ? exponent - 23 : exponent;
    float p = LOG[0];
    for (int i = 1; i < LOG.length; i++) {
      p = Fma.fma(p, f, LOG[i]);
    }
    float square = f * f;
    float tail = Fma.fma(e, LN2_LOW, p * (f * square));
    tail = Fma.fma(-0.5f, square, tail);
    return Fma.fma(e, LN2_HIGH, f + tail);
  }
}
