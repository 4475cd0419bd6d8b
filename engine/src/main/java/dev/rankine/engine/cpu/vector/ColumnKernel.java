package dev.rankine.engine.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A column of C: two panels of A times one column of B, the rows in the lanes. For one or two
 * columns beyond the last whole vector this takes less than half the time of {@link
 * MicroKernel#single}, whose other lanes would be empty.
 *
 * <p>Two vectors of four lanes cover a panel. Of a panel of six rows the second has two lanes too
 * many: they read what follows, and their results are overwritten or lie behind the column.
 */
final class ColumnKernel {
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;
  private static final int HEIGHT = MicroKernel.BEST.height();

  /** Rows of one call; panels of A are padded to as many. */
  static final int ROWS = 2 * HEIGHT;

  private ColumnKernel() {}

  /** Element p of the column of B is at {@code bo + p}; seed and c are contiguous. */
  static void run(
      int k, float[] a, int ao, float[] b, int bo, float[] seed, int so, float[] c, int co) {
    if (k <= 0) {
      return;
    }
    int second = ao + HEIGHT * k;
    FloatVector c0 = FloatVector.fromArray(QUAD, seed, so);
    FloatVector c1 = FloatVector.fromArray(QUAD, seed, so + 4);
    FloatVector c2 = FloatVector.fromArray(QUAD, seed, so + HEIGHT);
    FloatVector c3 = FloatVector.fromArray(QUAD, seed, so + HEIGHT + 4);
    int p = 0;
    do {
      FloatVector x = FloatVector.broadcast(QUAD, b[bo + p]);
      c0 = FloatVector.fromArray(QUAD, a, ao + p * HEIGHT).fma(x, c0);
      c1 = FloatVector.fromArray(QUAD, a, ao + p * HEIGHT + 4).fma(x, c1);
      c2 = FloatVector.fromArray(QUAD, a, second + p * HEIGHT).fma(x, c2);
      c3 = FloatVector.fromArray(QUAD, a, second + p * HEIGHT + 4).fma(x, c3);
    } while (++p < k);
    c0.intoArray(c, co);
    c1.intoArray(c, co + 4);
    c2.intoArray(c, co + HEIGHT);
    c3.intoArray(c, co + HEIGHT + 4);
  }
}
