package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.cpu.ScalarErf;
import dev.rankine.engine.cpu.ScalarMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link ScalarErf} on whole vectors, operation by operation. See {@link VectorMath}. */
final class VectorErf {
  private VectorErf() {}

  static FloatVector erf(FloatVector x) {
    FloatVector magnitude = x.abs();
    FloatVector a =
        magnitude.blend(
            ScalarErf.ERF_MAX, magnitude.compare(VectorOperators.GT, ScalarErf.ERF_MAX));
    FloatVector minus = a.neg();
    FloatVector u =
        minus.fma(FloatVector.broadcast(FLOAT, ScalarErf.ERF_0), polynomial(a).mul(minus));
    FloatVector rounder = FloatVector.broadcast(FLOAT, ScalarMath.POWER_ROUNDER);
    FloatVector shifted = u.fma(FloatVector.broadcast(FLOAT, ScalarMath.LOG2_E), rounder);
    FloatVector n = shifted.sub(rounder);
    FloatVector r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_HIGH), u);
    r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_LOW), r);
    FloatVector power = VectorMath.powerOfTwo(shifted);
    FloatVector y = power.fma(VectorMath.expm1Reduced(r), power.sub(1f)).abs();
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  private static FloatVector polynomial(FloatVector a) {
    FloatVector square = a.mul(a);
    FloatVector top = FloatVector.broadcast(FLOAT, ScalarErf.ERF_8);
    top = top.fma(a, FloatVector.broadcast(FLOAT, ScalarErf.ERF_7));
    FloatVector high = FloatVector.broadcast(FLOAT, ScalarErf.ERF_6);
    high = high.fma(a, FloatVector.broadcast(FLOAT, ScalarErf.ERF_5));
    FloatVector middle = FloatVector.broadcast(FLOAT, ScalarErf.ERF_4);
    middle = middle.fma(a, FloatVector.broadcast(FLOAT, ScalarErf.ERF_3));
    FloatVector low = FloatVector.broadcast(FLOAT, ScalarErf.ERF_2);
    low = low.fma(a, FloatVector.broadcast(FLOAT, ScalarErf.ERF_1));
    return top.fma(square, high)
        .fma(square.mul(square), middle.fma(square, low))
        .fma(a, FloatVector.broadcast(FLOAT, ScalarErf.ERF_0_LOW));
  }

  static FloatVector gelu(FloatVector x) {
    FloatVector a = geluClamped(x);
    FloatVector left = timesDensity(millsRatio(a).mul(a), a);
    FloatVector positive = x.blend(0f, x.compare(VectorOperators.LT, 0f));
    return left.fma(FloatVector.broadcast(FLOAT, -ScalarErf.GELU_SCALE), positive);
  }

  static FloatVector geluGradient(FloatVector dy, FloatVector x) {
    FloatVector a = geluClamped(x);
    FloatVector left = timesDensity(millsRatio(a).sub(a), a);
    VectorMask<Float> negative = x.compare(VectorOperators.LT, 0f);
    FloatVector minusScale = FloatVector.broadcast(FLOAT, -ScalarErf.GELU_SCALE);
    FloatVector right = left.fma(minusScale, FloatVector.broadcast(FLOAT, 1f));
    return right.blend(left.mul(ScalarErf.GELU_SCALE), negative).mul(dy);
  }

  private static FloatVector geluClamped(FloatVector x) {
    FloatVector magnitude = x.abs();
    return magnitude.blend(
        ScalarErf.GELU_MAX, magnitude.compare(VectorOperators.GT, ScalarErf.GELU_MAX));
  }

  private static FloatVector millsRatio(FloatVector a) {
    FloatVector square = a.mul(a);
    FloatVector high = FloatVector.broadcast(FLOAT, ScalarErf.MILLS_Q4);
    high = high.fma(a, FloatVector.broadcast(FLOAT, ScalarErf.MILLS_Q3));
    FloatVector q = FloatVector.broadcast(FLOAT, ScalarErf.MILLS_Q2);
    q = q.fma(a, FloatVector.broadcast(FLOAT, ScalarErf.MILLS_Q1));
    q = high.fma(square, q).fma(a, FloatVector.broadcast(FLOAT, 1f));
    high = FloatVector.broadcast(FLOAT, ScalarErf.MILLS_P4);
    high = high.fma(a, FloatVector.broadcast(FLOAT, ScalarErf.MILLS_P3));
    FloatVector p = FloatVector.broadcast(FLOAT, ScalarErf.MILLS_P2);
    p = p.fma(a, FloatVector.broadcast(FLOAT, ScalarErf.MILLS_P1));
    p = high.fma(square, p).fma(a, FloatVector.broadcast(FLOAT, ScalarErf.MILLS_P0));
    return q.div(a.fma(q, p));
  }

  private static FloatVector timesDensity(FloatVector v, FloatVector a) {
    FloatVector rounder = FloatVector.broadcast(FLOAT, ScalarErf.GELU_ROUNDER);
    FloatVector shifted =
        a.mul(a).fma(FloatVector.broadcast(FLOAT, -0.5f * ScalarMath.LOG2_E), rounder);
    FloatVector n = shifted.sub(rounder);
    FloatVector r = a.mul(-0.5f).fma(a, n.mul(-ScalarMath.LN2_HIGH));
    r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_LOW), r);
    FloatVector scaled = v.mul(VectorMath.powerOfTwo(shifted));
    return scaled.fma(VectorMath.expm1Reduced(r), scaled);
  }
}
