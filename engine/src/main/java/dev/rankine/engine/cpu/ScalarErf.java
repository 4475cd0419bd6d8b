package dev.rankine.engine.cpu;

import static dev.rankine.engine.cpu.Fma.fma;
import static dev.rankine.engine.cpu.ScalarMath.LN2_HIGH;
import static dev.rankine.engine.cpu.ScalarMath.LN2_LOW;
import static dev.rankine.engine.cpu.ScalarMath.LOG2_E;
import static dev.rankine.engine.cpu.ScalarMath.POWER_ROUNDER;
import static dev.rankine.engine.cpu.ScalarMath.expm1Reduced;
import static dev.rankine.engine.cpu.ScalarMath.powerOfTwo;

/** The error function of the numeric contract, one float at a time. See {@link ScalarMath}. */
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
}
