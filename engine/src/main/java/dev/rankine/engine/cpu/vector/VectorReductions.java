package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The 32 interleaved partial results of a reduction. Where they are more than two vectors, four
 * vectors of them run at a time, so that no addition waits for the one before it.
 */
final class VectorReductions {
  /** The bits of −∞: those of a negative NaN are larger, without a sign. */
  private static final int NEGATIVE_INFINITY = 0xFF80_0000;

  private VectorReductions() {}

  /** Whole rounds of 32 elements. */
  static void sum(float[] partials, float[] x, int xo, int rounds) {
    if (rounds <= 0) {
      return;
    }
    if (COUNT == 16) {
      sumOfTwo(partials, x, xo, rounds);
      return;
    }
    int end = xo + rounds * 32;
    for (int lane = 0; lane < 32; lane += 4 * COUNT) {
      FloatVector s0 = FloatVector.fromArray(FLOAT, partials, lane);
      FloatVector s1 = FloatVector.fromArray(FLOAT, partials, lane + COUNT);
      FloatVector s2 = FloatVector.fromArray(FLOAT, partials, lane + 2 * COUNT);
      FloatVector s3 = FloatVector.fromArray(FLOAT, partials, lane + 3 * COUNT);
      int i = xo + lane;
      do {
        s0 = FloatVector.fromArray(FLOAT, x, i).add(s0);
        s1 = FloatVector.fromArray(FLOAT, x, i + COUNT).add(s1);
        s2 = FloatVector.fromArray(FLOAT, x, i + 2 * COUNT).add(s2);
        s3 = FloatVector.fromArray(FLOAT, x, i + 3 * COUNT).add(s3);
        i += 32;
      } while (i < end);
      s0.intoArray(partials, lane);
      s1.intoArray(partials, lane + COUNT);
      s2.intoArray(partials, lane + 2 * COUNT);
      s3.intoArray(partials, lane + 3 * COUNT);
    }
  }

  private static void sumOfTwo(float[] partials, float[] x, int xo, int rounds) {
    int end = xo + rounds * 32;
    FloatVector s0 = FloatVector.fromArray(FLOAT, partials, 0);
    FloatVector s1 = FloatVector.fromArray(FLOAT, partials, COUNT);
    int i = xo;
    do {
      s0 = FloatVector.fromArray(FLOAT, x, i).add(s0);
      s1 = FloatVector.fromArray(FLOAT, x, i + COUNT).add(s1);
      i += 32;
    } while (i < end);
    s0.intoArray(partials, 0);
    s1.intoArray(partials, COUNT);
  }

  /** Whole rounds of 32 elements. */
  static void squares(float[] partials, float mean, float[] x, int xo, int rounds) {
    if (rounds <= 0) {
      return;
    }
    if (COUNT == 16) {
      squaresOfTwo(partials, mean, x, xo, rounds);
      return;
    }
    int end = xo + rounds * 32;
    for (int lane = 0; lane < 32; lane += 4 * COUNT) {
      FloatVector s0 = FloatVector.fromArray(FLOAT, partials, lane);
      FloatVector s1 = FloatVector.fromArray(FLOAT, partials, lane + COUNT);
      FloatVector s2 = FloatVector.fromArray(FLOAT, partials, lane + 2 * COUNT);
      FloatVector s3 = FloatVector.fromArray(FLOAT, partials, lane + 3 * COUNT);
      int i = xo + lane;
      do {
        FloatVector d0 = FloatVector.fromArray(FLOAT, x, i).sub(mean);
        FloatVector d1 = FloatVector.fromArray(FLOAT, x, i + COUNT).sub(mean);
        FloatVector d2 = FloatVector.fromArray(FLOAT, x, i + 2 * COUNT).sub(mean);
        FloatVector d3 = FloatVector.fromArray(FLOAT, x, i + 3 * COUNT).sub(mean);
        s0 = d0.fma(d0, s0);
        s1 = d1.fma(d1, s1);
        s2 = d2.fma(d2, s2);
        s3 = d3.fma(d3, s3);
        i += 32;
      } while (i < end);
      s0.intoArray(partials, lane);
      s1.intoArray(partials, lane + COUNT);
      s2.intoArray(partials, lane + 2 * COUNT);
      s3.intoArray(partials, lane + 3 * COUNT);
    }
  }

  private static void squaresOfTwo(float[] partials, float mean, float[] x, int xo, int rounds) {
    int end = xo + rounds * 32;
    FloatVector s0 = FloatVector.fromArray(FLOAT, partials, 0);
    FloatVector s1 = FloatVector.fromArray(FLOAT, partials, COUNT);
    int i = xo;
    do {
      FloatVector d0 = FloatVector.fromArray(FLOAT, x, i).sub(mean);
      FloatVector d1 = FloatVector.fromArray(FLOAT, x, i + COUNT).sub(mean);
      s0 = d0.fma(d0, s0);
      s1 = d1.fma(d1, s1);
      i += 32;
    } while (i < end);
    s0.intoArray(partials, 0);
    s1.intoArray(partials, COUNT);
  }

  /** The whole vectors of fewer than 32 elements; returns where it stopped. */
  static int squaresRest(float[] partials, float mean, float[] x, int xo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector d = FloatVector.fromArray(FLOAT, x, xo + i).sub(mean);
      d.fma(d, FloatVector.fromArray(FLOAT, partials, i)).intoArray(partials, i);
    }
    return i;
  }

  /**
   * The largest of some whole vectors. As integers, nonnegative floats are ordered as they are and
   * negative ones the other way around, above all others where the integers have no sign; so the
   * extremes of the bits say what the largest is, and what NaN there is. That takes three
   * instructions a vector, one for floats that minds NaN takes five.
   */
  static float max(int[] bits, float[] x, int xo, int vectors) {
    if (vectors <= 0) {
      return Float.NEGATIVE_INFINITY;
    }
    IntVector most = FloatVector.fromArray(FLOAT, x, xo).reinterpretAsInts();
    IntVector least = most;
    IntVector signed = most;
    int end = xo + vectors * COUNT;
    int i = xo;
    do {
      IntVector v = FloatVector.fromArray(FLOAT, x, i).reinterpretAsInts();
      most = v.lanewise(VectorOperators.UMAX, most);
      least = v.lanewise(VectorOperators.UMIN, least);
      signed = v.max(signed);
      i += COUNT;
    } while (i < end);
    most.intoArray(bits, 0);
    least.intoArray(bits, COUNT);
    signed.intoArray(bits, 2 * COUNT);
    return largest(bits);
  }

  private static float largest(int[] bits) {
    int most = bits[0];
    int least = bits[COUNT];
    int signed = bits[2 * COUNT];
    for (int i = 1; i < COUNT; i++) {
      most = Integer.compareUnsigned(bits[i], most) > 0 ? bits[i] : most;
      int low = bits[COUNT + i];
      least = Integer.compareUnsigned(low, least) < 0 ? low : least;
      signed = Math.max(signed, bits[2 * COUNT + i]);
    }
    if (Integer.compareUnsigned(most, NEGATIVE_INFINITY) > 0) {
      return Float.NaN;
    }
    return Float.intBitsToFloat(signed >= 0 ? signed : least);
  }

  /** The candidate where it is larger, or the first NaN; else the best so far. */
  static FloatVector larger(FloatVector best, FloatVector candidate) {
    return best.blend(candidate, isLarger(candidate, best));
  }

  /** The candidate where it is smaller, or the first NaN; else the best so far. */
  static FloatVector smaller(FloatVector best, FloatVector candidate) {
    VectorMask<Float> notLarger = candidate.compare(VectorOperators.GE, best).not();
    return best.blend(candidate, notLarger.and(best.compare(VectorOperators.EQ, best)));
  }

  static VectorMask<Float> isLarger(FloatVector candidate, FloatVector best) {
    VectorMask<Float> notSmaller = candidate.compare(VectorOperators.LE, best).not();
    return notSmaller.and(best.compare(VectorOperators.EQ, best));
  }

  static int squaresAcross(float[] out, int oo, float[] mean, int mo, float[] x, int xo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector m = FloatVector.fromArray(FLOAT, mean, mo + i);
      FloatVector d = FloatVector.fromArray(FLOAT, x, xo + i).sub(m);
      d.fma(d, FloatVector.fromArray(FLOAT, out, oo + i)).intoArray(out, oo + i);
    }
    return i;
  }

  static int maxAcross(float[] out, int oo, float[] x, int xo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector best = FloatVector.fromArray(FLOAT, out, oo + i);
      FloatVector.fromArray(FLOAT, x, xo + i).max(best).intoArray(out, oo + i);
    }
    return i;
  }

  /** Adds four rows, so that a sum is read and written once for them; returns where it stopped. */
  static int addFour(float[] x, int xo, int pitch, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector s = FloatVector.fromArray(FLOAT, out, oo + i);
      s = FloatVector.fromArray(FLOAT, x, xo + i).add(s);
      s = FloatVector.fromArray(FLOAT, x, xo + pitch + i).add(s);
      s = FloatVector.fromArray(FLOAT, x, xo + 2 * pitch + i).add(s);
      FloatVector.fromArray(FLOAT, x, xo + 3 * pitch + i).add(s).intoArray(out, oo + i);
    }
    return i;
  }

  /** Four chains at a time, so that no addition waits for the one before it. */
  static int chainSums(int chains, int n, float[] x, int xo, int pitch, float[] sums, int so) {
    int c = 0;
    for (; c <= chains - 4; c += 4) {
      int at = xo + c * pitch;
      float s0 = sums[so + c];
      float s1 = sums[so + c + 1];
      float s2 = sums[so + c + 2];
      float s3 = sums[so + c + 3];
      for (int i = 0; i < n; i++) {
        s0 += x[at + i];
        s1 += x[at + pitch + i];
        s2 += x[at + 2 * pitch + i];
        s3 += x[at + 3 * pitch + i];
      }
      sums[so + c] = s0;
      sums[so + c + 1] = s1;
      sums[so + c + 2] = s2;
      sums[so + c + 3] = s3;
    }
    return c;
  }

  /** Adds +0 to whole vectors; whether none of them holds a NaN. */
  static boolean settle(float[] x, int xo, int vectors) {
    FloatVector wrong = FloatVector.zero(FLOAT);
    for (int i = 0; i < vectors; i++) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, xo + i * COUNT).add(0f);
      wrong = wrong.blend(v, v.compare(VectorOperators.NE, v));
      v.intoArray(x, xo + i * COUNT);
    }
    return !wrong.compare(VectorOperators.NE, wrong).anyTrue();
  }
}
