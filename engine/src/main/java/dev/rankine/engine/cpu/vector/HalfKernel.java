package dev.rankine.engine.cpu.vector;

import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link RowKernel} where B has at most half as many columns as a vector of 512 bits has lanes: of
 * vectors of 256 bits two are multiplied and added at a time.
 */
final class HalfKernel {
  private static final VectorSpecies<Float> HALF = FloatVector.SPECIES_256;

  /** Rows of a call. */
  static final int ROWS = 8;

  /** Columns of a panel of B. */
  static final int COLUMNS = 8;

  private HalfKernel() {}

  /** Rows of A are lda apart, their elements contiguous; no index of A may reach 2³⁰. */
  static void run(
      int k,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      float[] seed,
      int so,
      int seedPitch,
      float[] c,
      int co,
      int ldc) {
    if (k <= 0) {
      return;
    }
    int a0 = Hints.index(ao);
    int a1 = Hints.index(ao + lda);
    int a2 = Hints.index(ao + 2 * lda);
    int a3 = Hints.index(ao + 3 * lda);
    int a4 = Hints.index(ao + 4 * lda);
    int a5 = Hints.index(ao + 5 * lda);
    int a6 = Hints.index(ao + 6 * lda);
    int a7 = Hints.index(ao + 7 * lda);
    FloatVector c0 = FloatVector.fromArray(HALF, seed, so);
    FloatVector c1 = FloatVector.fromArray(HALF, seed, so + seedPitch);
    FloatVector c2 = FloatVector.fromArray(HALF, seed, so + 2 * seedPitch);
    FloatVector c3 = FloatVector.fromArray(HALF, seed, so + 3 * seedPitch);
    FloatVector c4 = FloatVector.fromArray(HALF, seed, so + 4 * seedPitch);
    FloatVector c5 = FloatVector.fromArray(HALF, seed, so + 5 * seedPitch);
    FloatVector c6 = FloatVector.fromArray(HALF, seed, so + 6 * seedPitch);
    FloatVector c7 = FloatVector.fromArray(HALF, seed, so + 7 * seedPitch);
    int end = Hints.index(k);
    int p = 0;
    do {
      FloatVector y = FloatVector.fromArray(HALF, b, bo + p * COLUMNS);
      c0 = FloatVector.broadcast(HALF, a[a0 + p]).lanewise(FMA, y, c0);
      c1 = FloatVector.broadcast(HALF, a[a1 + p]).lanewise(FMA, y, c1);
      c2 = FloatVector.broadcast(HALF, a[a2 + p]).lanewise(FMA, y, c2);
      c3 = FloatVector.broadcast(HALF, a[a3 + p]).lanewise(FMA, y, c3);
      c4 = FloatVector.broadcast(HALF, a[a4 + p]).lanewise(FMA, y, c4);
      c5 = FloatVector.broadcast(HALF, a[a5 + p]).lanewise(FMA, y, c5);
      c6 = FloatVector.broadcast(HALF, a[a6 + p]).lanewise(FMA, y, c6);
      c7 = FloatVector.broadcast(HALF, a[a7 + p]).lanewise(FMA, y, c7);
    } while (++p < end);
    c0.intoArray(c, co);
    c1.intoArray(c, co + ldc);
    c2.intoArray(c, co + 2 * ldc);
    c3.intoArray(c, co + 3 * ldc);
    c4.intoArray(c, co + 4 * ldc);
    c5.intoArray(c, co + 5 * ldc);
    c6.intoArray(c, co + 6 * ldc);
    c7.intoArray(c, co + 7 * ldc);
  }
}
