package dev.rankine.engine.cpu;

import static dev.rankine.engine.cpu.Fma.fma;
import static dev.rankine.engine.cpu.ScalarMath.LN2_HIGH;
import static dev.rankine.engine.cpu.ScalarMath.LN2_LOW;
import static dev.rankine.engine.cpu.ScalarMath.LOG2_E;
import static dev.rankine.engine.cpu.ScalarMath.expm1Reduced;
import static dev.rankine.engine.cpu.ScalarMath.powerOfTwo;

/**
 * The functions of the numeric contract that are built on τ(u) = 1/(1 + e^u), u ≥ 0: the smaller
 * side of the logistic function, of which the larger one is 1 − τ. What is computed is 2⁶⁴·τ: it is
 * never subnormal, so that a small result is rounded once, at the end.
 */
public final class ScalarLogistic {
  /** 2⁻⁶⁴. */
  public static final float SCALE = 0x1p-64f;

  /** Rounds to an integer n, and leaves n − 64 + 127 in the low bits. */
  public static final float ROUNDER = ScalarMath.POWER_ROUNDER - 64;

  /** Above this τ(x) rounds to +0. */
  public static final float SIGMOID_MAX = 104f;

  /** Above this x·τ(x) rounds to +0. */
  public static final float SILU_MAX = 112f;

  /** Above this x·τ(x·(GELU_1 + GELU_3·x²)) rounds to +0. */
  public static final float GELU_MAX = 10.8f;

  /** The high part of 2·√(2/π), a multiple of 2⁻²⁰. */
  public static final float GELU_1 = 0x1.98845p0f;

  /** 2·√(2/π) − GELU_1. */
  public static final float GELU_1_LOW = 1.930779e-7f;

  /** 2·√(2/π)·0.044715, rounded. */
  public static final float GELU_3 = 0x1.2444f2p-4f;

  /** What GELU_3 lacks. */
  public static final float GELU_3_LOW = 2.3988324e-9f;

  private ScalarLogistic() {}

  /** 2⁻⁶⁴·(1 + e^u) with u = n·ln 2 + r, given n + ROUNDER and r. */
  private static float onePlusPower(float shifted, float r) {
    float power = powerOfTwo(shifted);
    return power + fma(power, expm1Reduced(r), SCALE);
  }

  /** 2⁻⁶⁴·(1 + e^u), 0 ≤ u ≤ 112. */
  private static float onePlusExp(float u) {
    float shifted = fma(u, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = fma(n, -LN2_HIGH, u);
    return onePlusPower(shifted, fma(n, -LN2_LOW, r));
  }

  /**
   * 2⁻⁶⁴·(1 + e^u) with u = a·(c + d·a²), 0 ≤ a ≤ 10.8, c = GELU_1 + GELU_1_LOW and d likewise. The
   * factor of a is factor + low to twice the precision, so that the relative error of e^u does not
   * grow with u.
   */
  private static float onePlusExpGelu(float a) {
    float square = a * a;
    float factor = fma(GELU_3, square, GELU_1);
    float low = fma(GELU_3, square, GELU_1 - factor) + GELU_1_LOW;
    low = fma(GELU_3_LOW, square, low);
    low = fma(GELU_3, fma(a, a, -square), low);
    float shifted = fma(a * factor, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = fma(a, factor, n * -LN2_HIGH);
    r = fma(n, -LN2_LOW, r);
    return onePlusPower(shifted, fma(a, low, r));
  }

  /** x ≥ 0: 1 − τ(x); else τ(−x). */
  static float sigmoid(float x) {
    float a = Math.abs(x) > SIGMOID_MAX ? SIGMOID_MAX : Math.abs(x);
    return Math.abs(fma(1f / onePlusExp(a), -SCALE, x < 0 ? 0f : 1f));
  }

  /** max(x, 0) − |x|·τ(|x|). */
  static float silu(float x) {
    float a = Math.abs(x) > SILU_MAX ? SILU_MAX : Math.abs(x);
    return fma(a / onePlusExp(a), -SCALE, x < 0 ? 0f : x);
  }

  /** max(x, 0) − |x|·τ(|x|·(c + d·x²)). */
  static float geluTanh(float x) {
    float a = Math.abs(x) > GELU_MAX ? GELU_MAX : Math.abs(x);
    return fma(a / onePlusExpGelu(a), -SCALE, x < 0 ? 0f : x);
  }

  /** dy·D(x) with D(−x) = τ·(1 − x·(1 − τ)) and D(x) = 1 − D(−x), x ≥ 0. */
  static float siluGradient(float dy, float x) {
    float a = Math.abs(x) > SILU_MAX ? SILU_MAX : Math.abs(x);
    return dy * oneSided(x, slope(1f / onePlusExp(a), a));
  }

  /** dy·D(x) with D(−x) = τ·(1 − x·(c + 3·d·x²)·(1 − τ)) and D(x) = 1 − D(−x), x ≥ 0. */
  static float geluTanhGradient(float dy, float x) {
    float a = Math.abs(x) > GELU_MAX ? GELU_MAX : Math.abs(x);
    float inner = a * fma(3 * GELU_3, a * a, GELU_1);
    return dy * oneSided(x, slope(1f / onePlusExpGelu(a), inner));
  }

  /** 2⁶⁴·τ·(1 − inner·(1 − τ)) from tau = 2⁶⁴·τ. */
  private static float slope(float tau, float inner) {
    return tau * fma(-inner, fma(tau, -SCALE, 1f), 1f);
  }

  /** The value at x of D, D(x) + D(−x) = 1, from 2⁶⁴·D(−|x|). */
  static float oneSided(float x, float left) {
    return x < 0 ? left * SCALE : fma(left, -SCALE, 1f);
  }
}
