package dev.rankine.engine.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A column of C: 16 packed rows of A times one column of B, the rows in the lanes. For one or two
 * columns beyond the last whole vector this takes less than half the time of {@link
 * MicroKernel#single}, whose other lanes would be empty.
 */
final class ColumnKernel {
  /** Rows of one call; panels of A are padded to as many. */
  static final int ROWS = 16;

  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;
  private static final int HEIGHT = MicroKernel.BEST.height();

  private ColumnKernel() {}

  /** Where four rows begin in packed A, for k steps: q counts fours from the beginning. */
  static int quad(int q, int k) {
    return q * 4 / HEIGHT * HEIGHT * k + q * 4 % HEIGHT;
  }

  /** Element p of the column of B is at {@code bo + p}; seed and c are contiguous. */
  static void run(
      int k, float[] a, int ao, float[] b, int bo, float[] seed, int so, float[] c, int co) {
    if (k <= 0) {
      return;
    }
    int second = ao + quad(1, k);
    int third = ao + quad(2, k);
    int fourth = ao + quad(3, k);
    FloatVector c0 = FloatVector.fromArray(QUAD, seed, so);
    FloatVector c1 = FloatVector.fromArray(QUAD, seed, so + 4);
    FloatVector c2 = FloatVector.fromArray(QUAD, seed, so + 8);
    FloatVector c3 = FloatVector.fromArray(QUAD, seed, so + 12);
    int p = 0;
    do {
      FloatVector x = FloatVector.broadcast(QUAD, b[bo + p]);
      c0 = FloatVector.fromArray(QUAD, a, ao + p * HEIGHT).fma(x, c0);
      c1 = FloatVector.fromArray(QUAD, a, second + p * HEIGHT).fma(x, c1);
      c2 = FloatVector.fromArray(QUAD, a, third + p * HEIGHT).fma(x, c2);
      c3 = FloatVector.fromArray(QUAD, a, fourth + p * HEIGHT).fma(x, c3);
    } while (++p < k);
    c0.intoArray(c, co);
    c1.intoArray(c, co + 4);
    c2.intoArray(c, co + 8);
    c3.intoArray(c, co + 12);
  }
}
