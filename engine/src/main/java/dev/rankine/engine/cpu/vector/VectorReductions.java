package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The 32 interleaved partial results of a reduction, two vectors of them at a time. Each method
 * takes whole rounds of 32 elements.
 */
final class VectorReductions {
  private VectorReductions() {}

  static void sum(float[] partials, float[] x, int xo, int rounds) {
    if (rounds <= 0) {
      return;
    }
    int end = xo + rounds * 32;
    for (int lane = 0; lane < 32; lane += 2 * COUNT) {
      FloatVector s0 = FloatVector.fromArray(FLOAT, partials, lane);
      FloatVector s1 = FloatVector.fromArray(FLOAT, partials, lane + COUNT);
      int i = xo + lane;
      do {
        s0 = FloatVector.fromArray(FLOAT, x, i).add(s0);
        s1 = FloatVector.fromArray(FLOAT, x, i + COUNT).add(s1);
        i += 32;
      } while (i < end);
      s0.intoArray(partials, lane);
      s1.intoArray(partials, lane + COUNT);
    }
  }

  static void squares(float[] partials, float mean, float[] x, int xo, int rounds) {
    if (rounds <= 0) {
      return;
    }
    int end = xo + rounds * 32;
    for (int lane = 0; lane < 32; lane += 2 * COUNT) {
      FloatVector s0 = FloatVector.fromArray(FLOAT, partials, lane);
      FloatVector s1 = FloatVector.fromArray(FLOAT, partials, lane + COUNT);
      int i = xo + lane;
      do {
        FloatVector d0 = FloatVector.fromArray(FLOAT, x, i).sub(mean);
        FloatVector d1 = FloatVector.fromArray(FLOAT, x, i + COUNT).sub(mean);
        s0 = d0.fma(d0, s0);
        s1 = d1.fma(d1, s1);
        i += 32;
      } while (i < end);
      s0.intoArray(partials, lane);
      s1.intoArray(partials, lane + COUNT);
    }
  }

  static void max(float[] partials, float[] x, int xo, int rounds) {
    if (rounds <= 0) {
      return;
    }
    int end = xo + rounds * 32;
    for (int lane = 0; lane < 32; lane += 2 * COUNT) {
      FloatVector s0 = FloatVector.fromArray(FLOAT, partials, lane);
      FloatVector s1 = FloatVector.fromArray(FLOAT, partials, lane + COUNT);
      int i = xo + lane;
      do {
        s0 = larger(s0, FloatVector.fromArray(FLOAT, x, i));
        s1 = larger(s1, FloatVector.fromArray(FLOAT, x, i + COUNT));
        i += 32;
      } while (i < end);
      s0.intoArray(partials, lane);
      s1.intoArray(partials, lane + COUNT);
    }
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
      larger(best, FloatVector.fromArray(FLOAT, x, xo + i)).intoArray(out, oo + i);
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
    VectorMask<Float> wrong = VectorMask.fromLong(FLOAT, 0);
    for (int i = xo; i < xo + vectors * COUNT; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, i).add(0f);
      wrong = v.compare(VectorOperators.NE, v).or(wrong);
      v.intoArray(x, i);
    }
    return !wrong.anyTrue();
  }
}
