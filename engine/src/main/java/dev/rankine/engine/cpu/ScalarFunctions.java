package dev.rankine.engine.cpu;

import static dev.rankine.engine.cpu.Fma.fma;
import static dev.rankine.engine.cpu.ScalarKernels.larger;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Unary;

/** The elementwise functions, operation by operation; see NUMERICS.md. */
final class ScalarFunctions {
  private ScalarFunctions() {}

  /** f(v). */
  static float of(Unary f, float v) {
    return switch (f) {
      case NEGATE -> -v;
      case ABS -> Math.abs(v);
      case SQRT -> (float) Math.sqrt(v);
      case CUBE -> v * v * v;
      case EXP -> ScalarMath.exp(v);
      case LOG -> ScalarMath.log(v);
      case TANH -> ScalarMath.tanh(v);
      case ERF -> ScalarErf.erf(v);
      case RELU -> v <= 0 ? 0 : v;
      case SIGMOID -> ScalarLogistic.sigmoid(v);
      case SILU -> ScalarLogistic.silu(v);
      case GELU -> ScalarErf.gelu(v);
      case GELU_TANH -> ScalarLogistic.geluTanh(v);
    };
  }

  /** f(u, v). */
  static float of(Binary f, float u, float v) {
    return switch (f) {
      case ADD -> u + v;
      case SUBTRACT -> u - v;
      case MULTIPLY -> u * v;
      case DIVIDE -> u / v;
      case MAXIMUM -> larger(u, v);
      case MINIMUM -> smaller(u, v);
      case EQUAL -> u == v ? 1 : 0;
      case GREATER -> u > v ? 1 : 0;
      case LEAKY_RELU -> u > 0 ? u : u * v;
      case SQUARED_ERROR -> (u - v) * (u - v);
      case HUBER -> huber(u, Math.abs(v));
      case ABS_GRADIENT -> v > 0 ? u : v < 0 ? -u : 0;
      case RELU_GRADIENT -> v > 0 ? u : 0;
      case TANH_GRADIENT -> u * fma(-v, v, 1f);
      case SIGMOID_GRADIENT -> u * fma(-v, v, v);
      case SILU_GRADIENT -> ScalarLogistic.siluGradient(u, v);
      case GELU_GRADIENT -> ScalarErf.geluGradient(u, v);
      case GELU_TANH_GRADIENT -> ScalarLogistic.geluTanhGradient(u, v);
    };
  }

  private static float smaller(float best, float candidate) {
    return !(candidate >= best) && best == best ? candidate : best;
  }

  private static float huber(float difference, float delta) {
    float upper = difference > delta ? delta : difference;
    float bounded = upper < -delta ? -delta : upper;
    return bounded * (difference - 0.5f * bounded);
  }
}
