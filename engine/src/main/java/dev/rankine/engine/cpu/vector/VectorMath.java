package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
import static dev.rankine.engine.cpu.vector.Lanes.INT;

import dev.rankine.engine.cpu.ScalarMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link ScalarMath} on whole vectors, operation by operation. */
final class VectorMath {
  private VectorMath() {}

  static FloatVector exp(FloatVector x) {
    VectorMask<Float> nan = x.test(VectorOperators.IS_NAN);
    FloatVector clamped =
        x.blend(ScalarMath.EXP_MAX, x.compare(VectorOperators.GT, ScalarMath.EXP_MAX));
    clamped = clamped.blend(ScalarMath.EXP_MIN, x.compare(VectorOperators.LT, ScalarMath.EXP_MIN));
    FloatVector rounder = FloatVector.broadcast(FLOAT, ScalarMath.ROUNDER);
    FloatVector shifted = clamped.fma(FloatVector.broadcast(FLOAT, ScalarMath.LOG2_E), rounder);
    FloatVector n = shifted.sub(rounder);
    FloatVector r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_HIGH), clamped);
    r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(FLOAT, ScalarMath.expCoefficient(0));
    for (int i = 1; i < 6; i++) {
      p = p.fma(r, FloatVector.broadcast(FLOAT, ScalarMath.expCoefficient(i)));
    }
    p = p.fma(r.mul(r), r).add(1f);
    IntVector exponent = shifted.reinterpretAsInts().sub(ScalarMath.ROUNDER_BITS);
    IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
    FloatVector first = powerOfTwo(half);
    FloatVector second = powerOfTwo(exponent.sub(half));
    return p.mul(first).mul(second).blend(Float.NaN, nan);
  }

  private static FloatVector powerOfTwo(IntVector exponent) {
    return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  static FloatVector log(FloatVector x) {
    VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(0x1p23f), subnormal).reinterpretAsInts();
    IntVector exponent = bits.sub(0x3F3504F3).lanewise(VectorOperators.ASHR, 23);
    FloatVector f =
        bits.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
    IntVector shifted = exponent.blend(exponent.sub(23), subnormal.cast(INT));
    FloatVector e = (FloatVector) shifted.convert(VectorOperators.I2F, 0);
    FloatVector p = FloatVector.broadcast(FLOAT, ScalarMath.logCoefficient(0));
    for (int i = 1; i < 9; i++) {
      p = p.fma(f, FloatVector.broadcast(FLOAT, ScalarMath.logCoefficient(i)));
    }
    FloatVector square = f.mul(f);
    FloatVector tail =
        e.fma(FloatVector.broadcast(FLOAT, ScalarMath.LN2_LOW), p.mul(f.mul(square)));
    tail = FloatVector.broadcast(FLOAT, -0.5f).fma(square, tail);
    FloatVector result = e.fma(FloatVector.broadcast(FLOAT, ScalarMath.LN2_HIGH), f.add(tail));
    result = result.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    result = result.blend(Float.NaN, x.compare(VectorOperators.GT, 0f).not());
    return result.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
  }
}
