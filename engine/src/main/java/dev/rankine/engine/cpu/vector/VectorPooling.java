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

/** 2×2 max-pooling with stride 2: two rows of input, even and odd columns apart, per vector. */
final class VectorPooling {
  private static final VectorShuffle<Float> EVEN = FLOAT.shuffleFromOp(i -> 2 * i % COUNT);
  private static final VectorShuffle<Float> ODD = FLOAT.shuffleFromOp(i -> (2 * i + 1) % COUNT);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(FLOAT, -1L << COUNT / 2);

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
    int outW = g.outW();
    for (int plane = from; plane < to; plane++) {
      int base = xo + plane * g.height() * g.width();
      for (int oh = 0; oh < g.outH(); oh++) {
        int out = (plane * g.outH() + oh) * outW;
        int done = row(g.width(), outW, oh, x, base, y, yo + out, argmax, ao + out);
        ScalarKernels.poolRow(g, x, base, oh, done, y, yo + out, argmax, ao + out);
      }
    }
  }

  /** The whole vectors of one row of outputs; returns where it stopped. */
  private static int row(
      int width, int outW, int oh, float[] x, int base, float[] y, int yo, int[] argmax, int ao) {
    int top = base + 2 * oh * width;
    int v = 0;
    IntVector column = IntVector.zero(INT).addIndex(2).add(2 * oh * width);
    for (; v <= outW - COUNT; v += COUNT) {
      FloatVector low = FloatVector.fromArray(FLOAT, x, top + 2 * v);
      FloatVector high = FloatVector.fromArray(FLOAT, x, top + 2 * v + COUNT);
      FloatVector below = FloatVector.fromArray(FLOAT, x, top + width + 2 * v);
      FloatVector beyond = FloatVector.fromArray(FLOAT, x, top + width + 2 * v + COUNT);
      IntVector first = column.add(2 * v);
      FloatVector best = pick(low, high, EVEN);
      IntVector index = first;
      FloatVector candidate = pick(low, high, ODD);
      VectorMask<Float> larger = VectorReductions.isLarger(candidate, best);
      best = best.blend(candidate, larger);
      index = index.blend(first.add(1), larger.cast(INT));
      candidate = pick(below, beyond, EVEN);
      larger = VectorReductions.isLarger(candidate, best);
      best = best.blend(candidate, larger);
      index = index.blend(first.add(width), larger.cast(INT));
      candidate = pick(below, beyond, ODD);
      larger = VectorReductions.isLarger(candidate, best);
      best.blend(candidate, larger).intoArray(y, yo + v);
      index.blend(first.add(width + 1), larger.cast(INT)).intoArray(argmax, ao + v);
    }
    return v;
  }

  private static FloatVector pick(FloatVector low, FloatVector high, VectorShuffle<Float> which) {
    return low.rearrange(which).blend(high.rearrange(which), UPPER);
  }
}
