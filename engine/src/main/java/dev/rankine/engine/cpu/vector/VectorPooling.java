package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
import static dev.rankine.engine.cpu.vector.Lanes.INT;

import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.cpu.ScalarKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * 2×2 max-pooling with stride 2: two rows of input, even and odd columns apart, per vector. A
 * vector at the end of a row runs over into the next row's outputs, which are then written in their
 * turn; the last ones, with nothing behind them, are left to the scalar twin. (Masked loads and
 * stores were five times slower.)
 */
final class VectorPooling {
  private static final VectorShuffle<Float> EVEN = FLOAT.shuffleFromOp(i -> 2 * i % COUNT);
  private static final VectorShuffle<Float> ODD = FLOAT.shuffleFromOp(i -> (2 * i + 1) % COUNT);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(FLOAT, -1L << COUNT / 2);

  private static final IntVector COLUMNS = IntVector.zero(INT).addIndex(2);

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
    int width = g.width();
    int outW = g.outW();
    int end = yo + to * g.outH() * outW;
    for (int plane = from; plane < to; plane++) {
      int base = xo + plane * g.height() * width;
      for (int oh = 0; oh < g.outH(); oh++) {
        int row = (plane * g.outH() + oh) * outW;
        int first = 2 * oh * width;
        for (int v = 0; v < outW; v += COUNT) {
          int at = base + first + 2 * v;
          int out = row + v;
          boolean fits = at + width + 2 * COUNT <= x.length && yo + out + COUNT <= end;
          if (fits) {
            four(width, x, at, first + 2 * v, y, yo + out, argmax, ao + out);
          } else {
            ScalarKernels.poolRow(g, x, base, oh, v, y, yo + row, argmax, ao + row);
            break;
          }
        }
      }
    }
  }

  /** A vector of outputs from two rows of two vectors. */
  private static void four(
      int width, float[] x, int at, int first, float[] y, int yo, int[] argmax, int ao) {
    FloatVector a = FloatVector.fromArray(FLOAT, x, at);
    FloatVector b = FloatVector.fromArray(FLOAT, x, at + COUNT);
    FloatVector c = FloatVector.fromArray(FLOAT, x, at + width);
    FloatVector d = FloatVector.fromArray(FLOAT, x, at + width + COUNT);
    FloatVector best = pick(a, b, EVEN);
    VectorMask<Float> second = VectorReductions.isLarger(pick(a, b, ODD), best);
    best = best.blend(pick(a, b, ODD), second);
    VectorMask<Float> third = VectorReductions.isLarger(pick(c, d, EVEN), best);
    best = best.blend(pick(c, d, EVEN), third);
    VectorMask<Float> fourth = VectorReductions.isLarger(pick(c, d, ODD), best);
    best.blend(pick(c, d, ODD), fourth).intoArray(y, yo);
    index(width, first, second, third, fourth).intoArray(argmax, ao);
  }

  private static IntVector index(
      int width,
      int first,
      VectorMask<Float> second,
      VectorMask<Float> third,
      VectorMask<Float> fourth) {
    IntVector at = COLUMNS.add(first);
    return at.blend(at.add(1), second.cast(INT))
        .blend(at.add(width), third.cast(INT))
        .blend(at.add(width + 1), fourth.cast(INT));
  }

  private static FloatVector pick(FloatVector low, FloatVector high, VectorShuffle<Float> which) {
    return low.rearrange(which).blend(high.rearrange(which), UPPER);
  }
}
