package dev.rankine.engine.cpu;

import static dev.rankine.engine.cpu.Fma.fma;
import static dev.rankine.engine.cpu.ScalarMath.LN2_HIGH;
import static dev.rankine.engine.cpu.ScalarMath.LN2_LOW;
import static dev.rankine.engine.cpu.ScalarMath.LOG2_E;
import static dev.rankine.engine.cpu.ScalarMath.POWER_ROUNDER;
import static dev.rankine.engine.cpu.ScalarMath.expm1Reduced;
import static dev.rankine.engine.cpu.ScalarMath.powerOfTwo;

/**
 * The error function and GELU of the numeric contract, one float at a time. See {@link ScalarMath}.
 */
public final class ScalarErf {
  /** Above this erf x rounds to 1. */
  public static final float ERF_MAX = 4f;

  /** −ln(1 − erf a)/a on 0 ≤ a ≤ 3.93, for erf within 2⁻²⁷: the constant term 2/√π, rounded. */
  public static final float ERF_0 = 0x1.20dd76p0f;

  /** What ERF_0 lacks. */
  public static final float ERF_0_LOW = -5.4120971e-8f;

  /** The coefficient of a. */
  public static final float ERF_1 = 6.3661938e-1f;

  /** The coefficient of a². */
  public static final float ERF_2 = 1.0277783e-1f;

  /** The coefficient of a³. */
  public static final float ERF_3 = -1.9153062e-2f;

  /** The coefficient of a⁴. */
  public static final float ERF_4 = -1.6040055e-4f;

  /** The coefficient of a⁵. */
  public static final float ERF_5 = 1.6670313e-3f;

  /** The coefficient of a⁶. */
  public static final float ERF_6 = -6.3283841e-4f;

  /** The coefficient of a⁷. */
  public static final float ERF_7 = 1.1764148e-4f;

  /** The coefficient of a⁸. */
  public static final float ERF_8 = -9.2562558e-6f;

  /** Above this x·(1 − Φ(x)) rounds to +0. */
  public static final float GELU_MAX = 14.6f;

  /** Rounds to an integer n, and leaves n + 64 + 127 in the low bits. */
  public static final float GELU_ROUNDER = POWER_ROUNDER + 64;

  /** 1/√(2π), rounded, and 2⁻⁶⁴: results are scaled back at the end, where they round once. */
  public static final float GELU_SCALE = 0x1.988454p-2f * 0x1p-64f;

  /** The Mills ratio is q/(a·q + p), within 2⁻²⁵: the coefficient of a in q. */
  public static final float MILLS_Q1 = 9.133172e-1f;

  /** The coefficient of a² in q. */
  public static final float MILLS_Q2 = 3.9400237e-1f;

  /** The coefficient of a³ in q. */
  public static final float MILLS_Q3 = 9.0631388e-2f;

  /** The coefficient of a⁴ in q. */
  public static final float MILLS_Q4 = 9.6422285e-3f;

  /** The constant term of p: √(2/π), rounded, so that the ratio at 0 times 1/√(2π) is ½. */
  public static final float MILLS_P0 = 0x1.988454p-1f;

  /** The coefficient of a in p. */
  public static final float MILLS_P1 = 3.6534209e-1f;

  /** The coefficient of a² in p. */
  public static final float MILLS_P2 = 9.1486763e-2f;

  /** The coefficient of a³ in p. */
  public static final float MILLS_P3 = 9.5977935e-3f;

  /** The coefficient of a⁴ in p. */
  public static final float MILLS_P4 = 9.8588519e-7f;

  private ScalarErf() {}

  /**
   * erf |x| = 1 − e^u with u = ln(1 − erf |x|), a polynomial: so small and large arguments need no
   * formula of their own, and errors of u are not amplified. 1 − e^u = −(2ⁿ·(e^r − 1) + (2ⁿ − 1)).
   */
  static float erf(float x) {
    float a = Math.abs(x) > ERF_MAX ? ERF_MAX : Math.abs(x);
    float square = a * a;
    float p = fma(fma(ERF_8, a, ERF_7), square, fma(ERF_6, a, ERF_5));
    p = fma(p, square * square, fma(fma(ERF_4, a, ERF_3), square, fma(ERF_2, a, ERF_1)));
    p = fma(p, a, ERF_0_LOW);
    float u = fma(ERF_0, -a, p * -a);
    float shifted = fma(u, LOG2_E, POWER_ROUNDER);
    float n = shifted - POWER_ROUNDER;
    float r = fma(n, -LN2_HIGH, u);
    r = fma(n, -LN2_LOW, r);
    float power = powerOfTwo(shifted);
    return Math.copySign(fma(power, expm1Reduced(r), power - 1f), x);
  }

  /**
   * max(x, 0) − a·φ(a)·M(a) with a = |x|, φ the density of the normal distribution and M the Mills
   * ratio (1 − Φ)/φ.
   */
  static float gelu(float x) {
    float a = Math.abs(x) > GELU_MAX ? GELU_MAX : Math.abs(x);
    return fma(timesDensity(a * millsRatio(a), a), -GELU_SCALE, x < 0 ? 0f : x);
  }

  /** dy·D(x) with D(−x) = Φ(−x) − x·φ(x) = φ(x)·(M(x) − x) and D(x) = 1 − D(−x), x ≥ 0. */
  static float geluGradient(float dy, float x) {
    float a = Math.abs(x) > GELU_MAX ? GELU_MAX : Math.abs(x);
    float left = timesDensity(millsRatio(a) - a, a);
    return dy * (x < 0 ? left * GELU_SCALE : fma(left, -GELU_SCALE, 1f));
  }

  /** q/(a·q + p), 0 ≤ a ≤ 14.6: it starts at ½·√(2π) and approaches 1/a. */
  private static float millsRatio(float a) {
    float square = a * a;
    float q = fma(fma(MILLS_Q4, a, MILLS_Q3), square, fma(MILLS_Q2, a, MILLS_Q1));
    q = fma(q, a, 1f);
    float p = fma(fma(MILLS_P4, a, MILLS_P3), square, fma(MILLS_P2, a, MILLS_P1));
    p = fma(p, a, MILLS_P0);
    return q / fma(a, q, p);
  }

  /** 2⁶⁴·v·e^(−a²/2). a²/2 is a product of two floats, so that its reduction loses nothing. */
  private static float timesDensity(float v, float a) {
    float shifted = fma(a * a, -0.5f * LOG2_E, GELU_ROUNDER);
    float n = shifted - GELU_ROUNDER;
    float r = fma(-0.5f * a, a, n * -LN2_HIGH);
    r = fma(n, -LN2_LOW, r);
    float scaled = v * powerOfTwo(shifted);
    return fma(scaled, expm1Reduced(r), scaled);
  }
}
