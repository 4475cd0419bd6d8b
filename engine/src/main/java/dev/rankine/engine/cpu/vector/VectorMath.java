package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
import static dev.rankine.engine.cpu.vector.Lanes.INT;

import dev.rankine.engine.cpu.ScalarMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link ScalarMath} on whole vectors, operation by operation.
 *
 * <p>C2 stops inlining methods of ours into a loop after some forty vector operations, and boxes
 * every vector that crosses such a call; methods of the Vector API are always inlined. So constants
 * are broadcast in place, and helpers are few and called early.
 */
final class VectorMath {
  private VectorMath() {}

  static int exp(float[] in, int io, float[] out, int oo, int elements) {
    return powers(in, io, 0, out, oo, elements);
  }

  /**
   * e^(x − shift) for whole vectors of a range; returns where it stopped. It is the loop, and not a
   * function like the others, so that a warm-up can compile it, see {@link
   * dev.rankine.engine.cpu.WarmLoop}.
   */
  static int powers(float[] in, int io, float shift, float[] out, int oo, int elements) {
    int i = 0;
    for (; i <= elements - COUNT; i += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOAT, in, io + i).sub(shift);
      FloatVector clamped =
          x.blend(ScalarMath.EXP_MAX, x.compare(VectorOperators.GT, ScalarMath.EXP_MAX));
      clamped =
          clamped.blend(ScalarMath.EXP_MIN, x.compare(VectorOperators.LT, ScalarMath.EXP_MIN));
      FloatVector rounder = FloatVector.broadcast(FLOAT, ScalarMath.POWERS_ROUNDER);
      FloatVector shifted = clamped.fma(FloatVector.broadcast(FLOAT, ScalarMath.LOG2_E), rounder);
      FloatVector n = shifted.sub(rounder);
      FloatVector r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_HIGH), clamped);
      r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_LOW), r);
      FloatVector p = FloatVector.broadcast(FLOAT, ScalarMath.EXP_5);
      p = p.fma(r, FloatVector.broadcast(FLOAT, ScalarMath.EXP_4));
      p = p.fma(r, FloatVector.broadcast(FLOAT, ScalarMath.EXP_3));
      p = p.fma(r, FloatVector.broadcast(FLOAT, ScalarMath.EXP_2));
      p = p.fma(r, FloatVector.broadcast(FLOAT, ScalarMath.EXP_1));
      p = p.fma(r, FloatVector.broadcast(FLOAT, ScalarMath.EXP_0));
      p = p.fma(r.mul(r), r).add(1f);
      IntVector exponents = shifted.reinterpretAsInts();
      IntVector half = exponents.lanewise(VectorOperators.ASHR, 1);
      FloatVector first = half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      IntVector rest = exponents.sub(half);
      FloatVector second = rest.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      p.mul(first).mul(second).intoArray(out, oo + i);
    }
    return i;
  }

  static FloatVector log(FloatVector x) {
    VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(0x1p23f), subnormal).reinterpretAsInts();
    IntVector exponent = bits.sub(ScalarMath.ROOT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
    FloatVector f =
        bits.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
    IntVector shifted = exponent.blend(exponent.sub(23), subnormal.cast(INT));
    FloatVector e = (FloatVector) shifted.convert(VectorOperators.I2F, 0);
    FloatVector p = logPolynomial(f);
    FloatVector square = f.mul(f);
    FloatVector tail =
        e.fma(FloatVector.broadcast(FLOAT, ScalarMath.LN2_LOW), p.mul(f.mul(square)));
    tail = FloatVector.broadcast(FLOAT, -0.5f).fma(square, tail);
    FloatVector result = e.fma(FloatVector.broadcast(FLOAT, ScalarMath.LN2_HIGH), f.add(tail));
    result = result.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    result = result.blend(Float.NaN, x.compare(VectorOperators.GT, 0f).not());
    return result.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
  }

  private static FloatVector logPolynomial(FloatVector f) {
    FloatVector p = FloatVector.broadcast(FLOAT, ScalarMath.LOG_8);
    p = p.fma(f, FloatVector.broadcast(FLOAT, ScalarMath.LOG_7));
    p = p.fma(f, FloatVector.broadcast(FLOAT, ScalarMath.LOG_6));
    p = p.fma(f, FloatVector.broadcast(FLOAT, ScalarMath.LOG_5));
    p = p.fma(f, FloatVector.broadcast(FLOAT, ScalarMath.LOG_4));
    p = p.fma(f, FloatVector.broadcast(FLOAT, ScalarMath.LOG_3));
    p = p.fma(f, FloatVector.broadcast(FLOAT, ScalarMath.LOG_2));
    p = p.fma(f, FloatVector.broadcast(FLOAT, ScalarMath.LOG_1));
    return p.fma(f, FloatVector.broadcast(FLOAT, ScalarMath.LOG_0));
  }

  static FloatVector powerOfTwo(FloatVector shifted) {
    return shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  static FloatVector expm1Reduced(FloatVector r) {
    FloatVector square = r.mul(r);
    FloatVector high = FloatVector.broadcast(FLOAT, ScalarMath.EXP_5);
    high = high.fma(r, FloatVector.broadcast(FLOAT, ScalarMath.EXP_4));
    FloatVector middle = FloatVector.broadcast(FLOAT, ScalarMath.EXP_3);
    middle = middle.fma(r, FloatVector.broadcast(FLOAT, ScalarMath.EXP_2));
    FloatVector low = FloatVector.broadcast(FLOAT, ScalarMath.EXP_1);
    low = low.fma(r, FloatVector.broadcast(FLOAT, ScalarMath.EXP_0));
    return high.fma(square, middle).fma(square, low).fma(square, r);
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector magnitude = x.abs();
    FloatVector clamped =
        magnitude.blend(
            ScalarMath.TANH_MAX, magnitude.compare(VectorOperators.GT, ScalarMath.TANH_MAX));
    FloatVector twice = clamped.add(clamped);
    FloatVector rounder = FloatVector.broadcast(FLOAT, ScalarMath.POWER_ROUNDER);
    FloatVector shifted = twice.fma(FloatVector.broadcast(FLOAT, ScalarMath.LOG2_E), rounder);
    FloatVector n = shifted.sub(rounder);
    FloatVector r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_HIGH), twice);
    r = n.fma(FloatVector.broadcast(FLOAT, -ScalarMath.LN2_LOW), r);
    FloatVector power = powerOfTwo(shifted);
    FloatVector t = power.fma(expm1Reduced(r), power.sub(1f));
    FloatVector inverse = FloatVector.broadcast(FLOAT, 1f).div(t.add(2f));
    FloatVector q = t.mul(inverse);
    FloatVector residual = q.neg().fma(t, q.fma(FloatVector.broadcast(FLOAT, -2f), t));
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    return residual.fma(inverse, q).reinterpretAsInts().or(sign).reinterpretAsFloats();
  }
}
