package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.cpu.ScalarLogistic;
import dev.rankine.engine.cpu.ScalarMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link ScalarLogistic} on whole vectors, operation by operation. See {@link VectorMath}. */
final class VectorLogistic {
  private VectorLogistic() {}

  private static FloatVector onePlusPower(FloatVector shifted, FloatVector r) {
    FloatVector power = VectorMath.powerOfTwo(shifted);
    FloatVector scale = FloatVector.broadcast(FLOAT, ScalarLogistic.SCALE);
    return power.fma(VectorMath.expm1Reduced(r), scale).add(power);
  }

  private static FloatVector onePlusExp(FloatVector u) {
    FloatVector rounder = FloatVector.broadcast(FLOAT, ScalarLogistic.ROUNDER);
    FloatVector shifted = u.fma(FloatVector.broadcast(FLOAT, ScalarMath.LOG2_E), rounder);
    FloatVector n = shifted.sub(rounder);
    FloatVector r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_HIGH), u);
    r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_LOW), r);
    return onePlusPower(shifted, r);
  }

  private static FloatVector onePlusExpGelu(FloatVector a) {
    FloatVector square = a.mul(a);
    FloatVector cubic = FloatVector.broadcast(FLOAT, ScalarLogistic.GELU_3);
    FloatVector linear = FloatVector.broadcast(FLOAT, ScalarLogistic.GELU_1);
    FloatVector factor = cubic.fma(square, linear);
    FloatVector low = cubic.fma(square, linear.sub(factor)).add(ScalarLogistic.GELU_1_LOW);
    low = square.fma(FloatVector.broadcast(FLOAT, ScalarLogistic.GELU_3_LOW), low);
    low = cubic.fma(a.fma(a, square.neg()), low);
    FloatVector rounder = FloatVector.broadcast(FLOAT, ScalarLogistic.ROUNDER);
    FloatVector shifted =
        a.mul(factor).fma(FloatVector.broadcast(FLOAT, ScalarMath.LOG2_E), rounder);
    FloatVector n = shifted.sub(rounder);
    FloatVector r = a.fma(factor, n.mul(-ScalarMath.LN2_HIGH));
    r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_LOW), r);
    return onePlusPower(shifted, a.fma(low, r));
  }

  private static FloatVector clamped(FloatVector x, float max) {
    FloatVector magnitude = x.abs();
    return magnitude.blend(max, magnitude.compare(VectorOperators.GT, max));
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector a = clamped(x, ScalarLogistic.SIGMOID_MAX);
    FloatVector one = FloatVector.broadcast(FLOAT, 1f);
    FloatVector tau = one.div(onePlusExp(a));
    FloatVector step = one.blend(0f, x.compare(VectorOperators.LT, 0f));
    return tau.fma(FloatVector.broadcast(FLOAT, -ScalarLogistic.SCALE), step).abs();
  }

  static FloatVector silu(FloatVector x) {
    FloatVector a = clamped(x, ScalarLogistic.SILU_MAX);
    return minusLeft(x, a.div(onePlusExp(a)));
  }

  static FloatVector geluTanh(FloatVector x) {
    FloatVector a = clamped(x, ScalarLogistic.GELU_MAX);
    return minusLeft(x, a.div(onePlusExpGelu(a)));
  }

  /** max(x, 0) − left/2⁶⁴. */
  private static FloatVector minusLeft(FloatVector x, FloatVector left) {
    FloatVector positive = x.blend(0f, x.compare(VectorOperators.LT, 0f));
    return left.fma(FloatVector.broadcast(FLOAT, -ScalarLogistic.SCALE), positive);
  }

  static FloatVector siluGradient(FloatVector dy, FloatVector x) {
    FloatVector a = clamped(x, ScalarLogistic.SILU_MAX);
    FloatVector one = FloatVector.broadcast(FLOAT, 1f);
    FloatVector tau = one.div(onePlusExp(a));
    FloatVector minusScale = FloatVector.broadcast(FLOAT, -ScalarLogistic.SCALE);
    FloatVector left = a.neg().fma(tau.fma(minusScale, one), one).mul(tau);
    return left.fma(minusScale, one)
        .blend(left.mul(ScalarLogistic.SCALE), x.compare(VectorOperators.LT, 0f))
        .mul(dy);
  }

  static FloatVector geluTanhGradient(FloatVector dy, FloatVector x) {
    FloatVector a = clamped(x, ScalarLogistic.GELU_MAX);
    FloatVector one = FloatVector.broadcast(FLOAT, 1f);
    FloatVector tau = one.div(onePlusExpGelu(a));
    FloatVector linear = FloatVector.broadcast(FLOAT, ScalarLogistic.GELU_1);
    FloatVector inner =
        a.mul(a).fma(FloatVector.broadcast(FLOAT, 3 * ScalarLogistic.GELU_3), linear).mul(a);
    FloatVector minusScale = FloatVector.broadcast(FLOAT, -ScalarLogistic.SCALE);
    FloatVector left = inner.neg().fma(tau.fma(minusScale, one), one).mul(tau);
    return left.fma(minusScale, one)
        .blend(left.mul(ScalarLogistic.SCALE), x.compare(VectorOperators.LT, 0f))
        .mul(dy);
  }
}
