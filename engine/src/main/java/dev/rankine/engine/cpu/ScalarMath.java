package dev.rankine.engine.cpu;

import static dev.rankine.engine.cpu.Fma.fma;

/**
 * The elementary functions of the numeric contract, one float at a time. The vector kernels apply
 * the same operations in the same order to whole vectors. The methods say how a function is
 * reduced; where no source is named, coefficients are minimax fits (Remez) of our own.
 */
public final class ScalarMath {
  /** 1 / ln 2. */
  public static final float LOG2_E = 0x1.715476p0f;

  /** The high part of ln 2, with trailing zeros, so that n·LN2_HIGH is exact for |n| ≤ 511. */
  public static final float LN2_HIGH = 0x1.62e4p-1f;

  /** ln 2 − LN2_HIGH. */
  public static final float LN2_LOW = 0x1.7f7d1cp-20f;

  /**
   * Adding and subtracting 1.5·2²³ and a few more rounds to the nearest integer n, ties to even.
   * With 127 more the sum has n + 127 in its low bits: shifted left by 23 they are 2ⁿ.
   */
  public static final float POWER_ROUNDER = 0x1.8p23f + 127;

  /** As {@link #POWER_ROUNDER}, for two powers of two whose product is 2ⁿ, each with its 127. */
  public static final float POWERS_ROUNDER = 0x1.8p23f + 2 * 127;

  /** Below this e^x rounds to +0. */
  public static final float EXP_MIN = -104f;

  /** Above this e^x overflows to +∞. */
  public static final float EXP_MAX = 89f;

  /** (e^r − 1 − r)/r² on |r| ≤ ln 2 / 2 (Moshier, Cephes expf): the coefficient of r⁵. */
  public static final float EXP_5 = 1.9875691500e-4f;

  /** The coefficient of r⁴. */
  public static final float EXP_4 = 1.3981999507e-3f;

  /** The coefficient of r³. */
  public static final float EXP_3 = 8.3334519073e-3f;

  /** The coefficient of r². */
  public static final float EXP_2 = 4.1665795894e-2f;

  /** The coefficient of r. */
  public static final float EXP_1 = 1.6666665459e-1f;

  /** The constant term. */
  public static final float EXP_0 = 5.0000001201e-1f;

  /** (ln(1 + f) − f + f²/2)/f³ on √½ ≤ 1 + f &lt; √2 (Cephes logf): the coefficient of f⁸. */
  public static final float LOG_8 = 7.0376836292e-2f;

  /** The coefficient of f⁷. */
  public static final float LOG_7 = -1.1514610310e-1f;

  /** The coefficient of f⁶. */
  public static final float LOG_6 = 1.1676998740e-1f;

  /** The coefficient of f⁵. */
  public static final float LOG_5 = -1.2420140846e-1f;

  /** The coefficient of f⁴. */
  public static final float LOG_4 = 1.4249322787e-1f;

  /** The coefficient of f³. */
  public static final float LOG_3 = -1.6668057665e-1f;

  /** The coefficient of f². */
  public static final float LOG_2 = 2.0000714765e-1f;

  /** The coefficient of f. */
  public static final float LOG_1 = -2.4999993993e-1f;

  /** The constant term. */
  public static final float LOG_0 = 3.3333331174e-1f;

  /** The bits of √½. */
  public static final int ROOT_HALF_BITS = 0x3F3504F3;

  /** Above this tanh x rounds to 1. */
  public static final float TANH_MAX = 10f;

  private ScalarMath() {}

  /** e^x = 2ⁿ·e^r with n = round(x / ln 2), r = x − n·ln 2. */
  static float exp(float x) {
    float clamped = x > EXP_MAX ? EXP_MAX : x < EXP_MIN ? EXP_MIN : x;
    float shifted = fma(clamped, LOG2_E, POWERS_ROUNDER);
    float n = shifted - POWERS_ROUNDER;
    float r = fma(n, -LN2_HIGH, clamped);
    r = fma(n, -LN2_LOW, r);
    float p = fma(fma(fma(EXP_5, r, EXP_4), r, EXP_3), r, EXP_2);
    p = fma(fma(p, r, EXP_1), r, EXP_0);
    p = fma(p, r * r, r) + 1f;
    int exponents = Float.floatToRawIntBits(shifted);
    int half = exponents >> 1;
    float first = Float.intBitsToFloat(half << 23);
    float second = Float.intBitsToFloat((exponents - half) << 23);
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
    int exponent = (bits - ROOT_HALF_BITS) >> 23;
    float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1f;
    float e = subnormal ? exponent - 23 : exponent;
    float p = fma(fma(fma(LOG_8, f, LOG_7), f, LOG_6), f, LOG_5);
    p = fma(fma(fma(p, f, LOG_4), f, LOG_3), f, LOG_2);
    p = fma(fma(p, f, LOG_1), f, LOG_0);
    float square = f * f;
    float tail = fma(e, LN2_LOW, p * (f * square));
    tail = fma(-0.5f, square, tail);
    return fma(e, LN2_HIGH, f + tail);
  }

  /** 2ⁿ from a sum with {@link #POWER_ROUNDER} or a rounder that differs from it by an integer. */
  static float powerOfTwo(float shifted) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
  }

  /** e^r − 1 on |r| ≤ ln 2 / 2, by Estrin's scheme: a shorter chain than Horner's. */
  static float expm1Reduced(float r) {
    float square = r * r;
    float p = fma(EXP_5, r, EXP_4);
    p = fma(p, square, fma(EXP_3, r, EXP_2));
    p = fma(p, square, fma(EXP_1, r, EXP_0));
    return fma(p, square, r);
  }

  /**
   * tanh |x| = t/(t + 2) with t = e^(2|x|) − 1 = 2ⁿ·(e^r − 1) + (2ⁿ − 1). The quotient is corrected
   * by its residual t − q·(t + 2), which makes up for the rounding of t + 2 and of the division.
   */
  static float tanh(float x) {
    float clamped = Math.abs(x) > TANH_MAX ? TANH_MAX : Math.abs(x);
    float twice = clamped + clamped;
    float shifted = fma(twice, LOG2_E, POWER_ROUNDER);
    float n = shifted - POWER_ROUNDER;
    float r = fma(n, -LN2_HIGH, twice);
    r = fma(n, -LN2_LOW, r);
    float power = powerOfTwo(shifted);
    float t = fma(power, expm1Reduced(r), power - 1f);
    float inverse = 1f / (t + 2f);
    float q = t * inverse;
    float residual = fma(-q, t, fma(-2f, q, t));
    return Math.copySign(fma(residual, inverse, q), x);
  }
}
