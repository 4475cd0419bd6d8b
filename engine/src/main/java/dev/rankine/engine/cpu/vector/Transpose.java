package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows that become columns, a few by four at a time, in registers: pairs of rows exchange their odd
 * and even elements, then pairs of pairs their halves.
 *
 * <pre>
 *   a0 a1 a2 a3      a0 b0 a2 b2      a0 b0 c0 d0
 *   b0 b1 b2 b3  →   a1 b1 a3 b3  →   a1 b1 c1 d1
 *   c0 c1 c2 c3      c0 d0 c2 d2      a2 b2 c2 d2
 *   d0 d1 d2 d3      c1 d1 c3 d3      a3 b3 c3 d3
 * </pre>
 *
 * <p>Half the time of plain loads and stores (0.17 ns an element against 0.34, Zen 3). Eight rows
 * are two such blocks side by side, which takes a third less again: there half a pair is shifted,
 * which costs less than to permute.
 */
final class Transpose {
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;
  private static final VectorMask<Float> ODD = VectorMask.fromLong(QUAD, 0b1010);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(QUAD, 0b1100);
  private static final VectorShuffle<Float> NEIGHBOURS = VectorShuffle.fromValues(QUAD, 1, 0, 3, 2);
  private static final VectorShuffle<Float> HALVES = VectorShuffle.fromValues(QUAD, 2, 3, 0, 1);

  /** Two quads. Where the processor has no such vectors, they are not used. */
  private static final VectorSpecies<Float> OCTET = FloatVector.SPECIES_256;

  private static final VectorMask<Float> SECOND = VectorMask.fromLong(OCTET, 0b1111_0000);
  private static final VectorMask<Float> ODDS = VectorMask.fromLong(OCTET, 0b1010_1010);
  private static final VectorMask<Float> UPPERS = VectorMask.fromLong(OCTET, 0b1100_1100);
  private static final VectorShuffle<Float> BOTH_HALVES =
      VectorShuffle.fromValues(OCTET, 2, 3, 0, 1, 6, 7, 4, 5);

  private static final int SIX = 6;

  private Transpose() {}

  /** Element (r, c), {@code x[xo + r·ld + c]}, goes to {@code oo + c·pitch + r}. */
  static void block(
      int rows, int columns, float[] x, int xo, int ld, float[] out, int oo, int pitch) {
    if (rows == SIX && pitch == SIX) {
      int done = six(columns, x, xo, ld, out, oo);
      plain(0, SIX, done, columns, x, xo, ld, out, oo, pitch);
      return;
    }
    int r = 0;
    for (; COUNT > 4 && r <= rows - 8; r += 8) {
      int done = eight(columns, x, xo + r * ld, ld, out, oo + r, pitch);
      plain(r, r + 8, done, columns, x, xo, ld, out, oo, pitch);
    }
    for (; r <= rows - 4; r += 4) {
      int done = four(columns, x, xo + r * ld, ld, out, oo + r, pitch);
      plain(r, r + 4, done, columns, x, xo, ld, out, oo, pitch);
    }
    plain(r, rows, 0, columns, x, xo, ld, out, oo, pitch);
  }

  /** {@link #block}, rows and columns from the first ones on. */
  private static void plain(
      int row,
      int rows,
      int column,
      int columns,
      float[] x,
      int xo,
      int ld,
      float[] out,
      int oo,
      int pitch) {
    for (int r = row; r < rows; r++) {
      for (int c = column; c < columns; c++) {
        out[oo + c * pitch + r] = x[xo + r * ld + c];
      }
    }
  }

  /**
   * Four rows become four columns.
   *
   * @return how many columns were moved
   */
  static int four(int columns, float[] x, int xo, int ld, float[] out, int oo, int pitch) {
    int c = 0;
    for (; c <= columns - 4; c += 4) {
      FloatVector row0 = FloatVector.fromArray(QUAD, x, xo + c);
      FloatVector row1 = FloatVector.fromArray(QUAD, x, xo + ld + c);
      FloatVector row2 = FloatVector.fromArray(QUAD, x, xo + 2 * ld + c);
      FloatVector row3 = FloatVector.fromArray(QUAD, x, xo + 3 * ld + c);
      FloatVector even01 = row0.blend(row1.rearrange(NEIGHBOURS), ODD);
      FloatVector odd01 = row0.rearrange(NEIGHBOURS).blend(row1, ODD);
      FloatVector even23 = row2.blend(row3.rearrange(NEIGHBOURS), ODD);
      FloatVector odd23 = row2.rearrange(NEIGHBOURS).blend(row3, ODD);
      int to = oo + c * pitch;
      even01.blend(even23.rearrange(HALVES), UPPER).intoArray(out, to);
      odd01.blend(odd23.rearrange(HALVES), UPPER).intoArray(out, to + pitch);
      even01.rearrange(HALVES).blend(even23, UPPER).intoArray(out, to + 2 * pitch);
      odd01.rearrange(HALVES).blend(odd23, UPPER).intoArray(out, to + 3 * pitch);
    }
    return c;
  }

  /**
   * Eight rows become eight columns: each row shares a vector with the fourth after it. Reads no
   * element outside the block but between its first and its last.
   *
   * @return how many columns were moved
   */
  static int eight(int columns, float[] x, int xo, int ld, float[] out, int oo, int pitch) {
    int c = 0;
    for (; c <= columns - 4; c += 4) {
      int a = xo + c;
      int b = a + 4 * ld - 4;
      FloatVector row0 = FloatVector.fromArray(OCTET, x, a);
      row0 = row0.blend(FloatVector.fromArray(OCTET, x, b), SECOND);
      FloatVector row1 = FloatVector.fromArray(OCTET, x, a + ld);
      row1 = row1.blend(FloatVector.fromArray(OCTET, x, b + ld), SECOND);
      FloatVector row2 = FloatVector.fromArray(OCTET, x, a + 2 * ld);
      row2 = row2.blend(FloatVector.fromArray(OCTET, x, b + 2 * ld), SECOND);
      FloatVector row3 = FloatVector.fromArray(OCTET, x, a + 3 * ld);
      row3 = row3.blend(FloatVector.fromArray(OCTET, x, b + 3 * ld), SECOND);
      LongVector up1 = row1.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 32);
      LongVector down0 = row0.reinterpretAsLongs().lanewise(VectorOperators.LSHR, 32);
      LongVector up3 = row3.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 32);
      LongVector down2 = row2.reinterpretAsLongs().lanewise(VectorOperators.LSHR, 32);
      FloatVector even01 = row0.blend(up1.reinterpretAsFloats(), ODDS);
      FloatVector odd01 = down0.reinterpretAsFloats().blend(row1, ODDS);
      FloatVector even23 = row2.blend(up3.reinterpretAsFloats(), ODDS);
      FloatVector odd23 = down2.reinterpretAsFloats().blend(row3, ODDS);
      int to = oo + c * pitch;
      even01.blend(even23.rearrange(BOTH_HALVES), UPPERS).intoArray(out, to);
      odd01.blend(odd23.rearrange(BOTH_HALVES), UPPERS).intoArray(out, to + pitch);
      even01.rearrange(BOTH_HALVES).blend(even23, UPPERS).intoArray(out, to + 2 * pitch);
      odd01.rearrange(BOTH_HALVES).blend(odd23, UPPERS).intoArray(out, to + 3 * pitch);
    }
    return c;
  }

  /**
   * Six rows become a panel of that height, without gaps: four of its steps are six vectors.
   *
   * <pre>
   *   a0 a1 a2 a3                                                    a0 b0 c0 d0
   *   b0 b1 b2 b3      a0 b0 a2 b2   c0 d0 c2 d2   e0 f0 e2 f2       e0 f0 a1 b1
   *       …       →    a1 b1 a3 b3   c1 d1 c3 d3   e1 f1 e3 f3  →    c1 d1 e1 f1
   *   f0 f1 f2 f3                                                         …
   * </pre>
   *
   * @return how many columns were moved
   */
  static int six(int columns, float[] x, int xo, int ld, float[] out, int oo) {
    int c = 0;
    for (; c <= columns - 4; c += 4) {
      FloatVector row0 = FloatVector.fromArray(QUAD, x, xo + c);
      FloatVector row1 = FloatVector.fromArray(QUAD, x, xo + ld + c);
      FloatVector row2 = FloatVector.fromArray(QUAD, x, xo + 2 * ld + c);
      FloatVector row3 = FloatVector.fromArray(QUAD, x, xo + 3 * ld + c);
      FloatVector row4 = FloatVector.fromArray(QUAD, x, xo + 4 * ld + c);
      FloatVector row5 = FloatVector.fromArray(QUAD, x, xo + 5 * ld + c);
      FloatVector even01 = row0.blend(row1.rearrange(NEIGHBOURS), ODD);
      FloatVector odd01 = row0.rearrange(NEIGHBOURS).blend(row1, ODD);
      FloatVector even23 = row2.blend(row3.rearrange(NEIGHBOURS), ODD);
      FloatVector odd23 = row2.rearrange(NEIGHBOURS).blend(row3, ODD);
      FloatVector even45 = row4.blend(row5.rearrange(NEIGHBOURS), ODD);
      FloatVector odd45 = row4.rearrange(NEIGHBOURS).blend(row5, ODD);
      int to = oo + c * SIX;
      even01.blend(even23.rearrange(HALVES), UPPER).intoArray(out, to);
      even45.blend(odd01.rearrange(HALVES), UPPER).intoArray(out, to + 4);
      odd23.blend(odd45.rearrange(HALVES), UPPER).intoArray(out, to + 8);
      even01.rearrange(HALVES).blend(even23, UPPER).intoArray(out, to + 12);
      even45.rearrange(HALVES).blend(odd01, UPPER).intoArray(out, to + 16);
      odd23.rearrange(HALVES).blend(odd45, UPPER).intoArray(out, to + 20);
    }
    return c;
  }

  /**
   * Like {@link #four}, for some rows of columns, at least 4 in a row; the last four end with their
   * row.
   *
   * @param step elements between the rows
   * @param to elements between where they go
   */
  static void fourOfEach(
      int rows,
      int columns,
      float[] x,
      int xo,
      int step,
      int ld,
      float[] out,
      int oo,
      int to,
      int pitch) {
    for (int row = 0; row < rows; row++) {
      int c = -4;
      do {
        c = Math.min(c + 4, columns - 4);
        int from = xo + row * step + c;
        FloatVector row0 = FloatVector.fromArray(QUAD, x, from);
        FloatVector row1 = FloatVector.fromArray(QUAD, x, from + ld);
        FloatVector row2 = FloatVector.fromArray(QUAD, x, from + 2 * ld);
        FloatVector row3 = FloatVector.fromArray(QUAD, x, from + 3 * ld);
        FloatVector even01 = row0.blend(row1.rearrange(NEIGHBOURS), ODD);
        FloatVector odd01 = row0.rearrange(NEIGHBOURS).blend(row1, ODD);
        FloatVector even23 = row2.blend(row3.rearrange(NEIGHBOURS), ODD);
        FloatVector odd23 = row2.rearrange(NEIGHBOURS).blend(row3, ODD);
        int at = oo + row * to + c * pitch;
        even01.blend(even23.rearrange(HALVES), UPPER).intoArray(out, at);
        odd01.blend(odd23.rearrange(HALVES), UPPER).intoArray(out, at + pitch);
        even01.rearrange(HALVES).blend(even23, UPPER).intoArray(out, at + 2 * pitch);
        odd01.rearrange(HALVES).blend(odd23, UPPER).intoArray(out, at + 3 * pitch);
      } while (c < columns - 4);
    }
  }

  /**
   * Like {@link #fourOfEach} for eight rows: each of them shares a vector with the fourth after it.
   * Reads no element outside the block but between its first and its last.
   */
  static void eightOfEach(
      int rows,
      int columns,
      float[] x,
      int xo,
      int step,
      int ld,
      float[] out,
      int oo,
      int to,
      int pitch) {
    for (int row = 0; row < rows; row++) {
      int c = -4;
      do {
        c = Math.min(c + 4, columns - 4);
        int a = xo + row * step + c;
        int b = a + 4 * ld - 4;
        FloatVector row0 = FloatVector.fromArray(OCTET, x, a);
        row0 = row0.blend(FloatVector.fromArray(OCTET, x, b), SECOND);
        FloatVector row1 = FloatVector.fromArray(OCTET, x, a + ld);
        row1 = row1.blend(FloatVector.fromArray(OCTET, x, b + ld), SECOND);
        FloatVector row2 = FloatVector.fromArray(OCTET, x, a + 2 * ld);
        row2 = row2.blend(FloatVector.fromArray(OCTET, x, b + 2 * ld), SECOND);
        FloatVector row3 = FloatVector.fromArray(OCTET, x, a + 3 * ld);
        row3 = row3.blend(FloatVector.fromArray(OCTET, x, b + 3 * ld), SECOND);
        LongVector up1 = row1.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 32);
        LongVector down0 = row0.reinterpretAsLongs().lanewise(VectorOperators.LSHR, 32);
        LongVector up3 = row3.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 32);
        LongVector down2 = row2.reinterpretAsLongs().lanewise(VectorOperators.LSHR, 32);
        FloatVector even01 = row0.blend(up1.reinterpretAsFloats(), ODDS);
        FloatVector odd01 = down0.reinterpretAsFloats().blend(row1, ODDS);
        FloatVector even23 = row2.blend(up3.reinterpretAsFloats(), ODDS);
        FloatVector odd23 = down2.reinterpretAsFloats().blend(row3, ODDS);
        int at = oo + row * to + c * pitch;
        even01.blend(even23.rearrange(BOTH_HALVES), UPPERS).intoArray(out, at);
        odd01.blend(odd23.rearrange(BOTH_HALVES), UPPERS).intoArray(out, at + pitch);
        even01.rearrange(BOTH_HALVES).blend(even23, UPPERS).intoArray(out, at + 2 * pitch);
        odd01.rearrange(BOTH_HALVES).blend(odd23, UPPERS).intoArray(out, at + 3 * pitch);
      } while (c < columns - 4);
    }
  }
}
