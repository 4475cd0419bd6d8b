package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
import static dev.rankine.engine.cpu.vector.Lanes.INT;

import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.cpu.ScalarKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * 2×2 max-pooling with stride 2, a vector of outputs at a time: two vectors from each of two rows.
 *
 * <pre>
 *   a  e0 o0 e1 o1 …      even columns   e0 f0 e1 f1 …      pairs are 64-bit lanes,
 *   b  f0 p0 f1 p1 …      odd columns    o0 p0 o1 p1 …      shifted by half a lane
 * </pre>
 *
 * <p>So all comparing is done in an order of its own, and only the outputs are put in theirs.
 *
 * <p>The loop goes down a strip of columns: rows are short, and what C2 does before a loop takes as
 * long as two vectors. The last strip of a row overlaps the one before. Rows shorter than a vector
 * run over into the next row's outputs, which are then written in their turn; the last ones, with
 * nothing behind them, are left to the scalar twin. (Masked loads and stores were five times
 * slower.)
 */
final class VectorPooling {
  private static final VectorMask<Float> ODD = VectorMask.fromLong(FLOAT, 0xAAAA_AAAA_AAAA_AAAAL);
  private static final VectorShuffle<Float> ORDER =
      FLOAT.shuffleFromOp(i -> i < COUNT / 2 ? 2 * i : 2 * i + 1 - COUNT);
  private static final VectorShuffle<Integer> INDEX_ORDER = ORDER.cast(INT);

  /** The even columns, as they lie before they are put in order. */
  private static final IntVector COLUMNS =
      IntVector.zero(INT).addIndex(1).add(COUNT - 1, ODD.cast(INT));

  private VectorPooling() {}

  /** Whether this kernel covers the geometry. */
  static boolean covers(Pool2dGeometry g) {
    return g.kernel() == 2 && g.stride() == 2;
  }

  static void planes(
      Pool2dGeometry g,
      int from,
      int to,
      float[] x,
      int xo,
      float[] y,
      int yo,
      int[] argmax,
      int ao) {
    int outputs = g.outH() * g.outW();
    int end = yo + to * outputs;
    for (int plane = from; plane < to; plane++) {
      int base = xo + plane * g.height() * g.width();
      int out = plane * outputs;
      for (int v = 0; v < g.outW(); v += COUNT) {
        int column = Math.max(0, Math.min(v, g.outW() - COUNT));
        int rows = rows(g, x.length - base - 2 * column, end - yo - out - column);
        strip(rows, g, column, x, base, y, yo + out, argmax, ao + out);
        for (int oh = rows; oh < g.outH(); oh++) {
          int row = out + oh * g.outW();
          ScalarKernels.poolRow(g, x, base, oh, column, y, yo + row, argmax, ao + row);
        }
      }
    }
  }

  /** The rows of a strip whose vectors end within so many inputs and outputs. */
  private static int rows(Pool2dGeometry g, int inputs, int outputs) {
    int read = Math.floorDiv(inputs - g.width() - 2 * COUNT, 2 * g.width()) + 1;
    int written = Math.floorDiv(outputs - COUNT, g.outW()) + 1;
    return Math.max(0, Math.min(g.outH(), Math.min(read, written)));
  }

  private static void strip(
      int rows,
      Pool2dGeometry g,
      int column,
      float[] x,
      int base,
      float[] y,
      int yo,
      int[] argmax,
      int ao) {
    int width = g.width();
    int outW = g.outW();
    for (int oh = 0; oh < rows; oh++) {
      int first = 2 * (oh * width + column);
      int out = oh * outW + column;
      four(width, x, base + first, first, y, yo + out, argmax, ao + out);
    }
  }

  /** A vector of outputs from two rows of two vectors. */
  private static void four(
      int width, float[] x, int at, int first, float[] y, int yo, int[] argmax, int ao) {
    FloatVector a = FloatVector.fromArray(FLOAT, x, at);
    FloatVector b = FloatVector.fromArray(FLOAT, x, at + COUNT);
    FloatVector c = FloatVector.fromArray(FLOAT, x, at + width);
    FloatVector d = FloatVector.fromArray(FLOAT, x, at + width + COUNT);
    FloatVector best = even(a, b);
    IntVector index = COLUMNS.add(first);
    IntVector next = index.add(1);
    VectorMask<Float> kept = isKept(best, odd(a, b));
    best = odd(a, b).blend(best, kept);
    IntVector chosen = next.blend(index, kept.cast(INT));
    kept = isKept(best, even(c, d));
    best = even(c, d).blend(best, kept);
    chosen = index.add(width).blend(chosen, kept.cast(INT));
    kept = isKept(best, odd(c, d));
    best = odd(c, d).blend(best, kept);
    chosen = next.add(width).blend(chosen, kept.cast(INT));
    best.rearrange(ORDER).intoArray(y, yo);
    chosen.rearrange(INDEX_ORDER).intoArray(argmax, ao);
  }

  /** Whether the best so far stays: no candidate is larger, or it is NaN. */
  private static VectorMask<Float> isKept(FloatVector best, FloatVector candidate) {
    return candidate.compare(VectorOperators.LE, best).or(best.compare(VectorOperators.NE, best));
  }

  private static FloatVector even(FloatVector a, FloatVector b) {
    LongVector pairs = b.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 32);
    return a.blend(pairs.reinterpretAsFloats(), ODD);
  }

  private static FloatVector odd(FloatVector a, FloatVector b) {
    LongVector pairs = a.reinterpretAsLongs().lanewise(VectorOperators.LSHR, 32);
    return pairs.reinterpretAsFloats().blend(b, ODD);
  }
}
