package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.cpu.ScalarErf;
import dev.rankine.engine.cpu.ScalarMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
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
}
