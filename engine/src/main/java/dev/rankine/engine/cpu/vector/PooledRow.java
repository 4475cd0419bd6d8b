package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.FLOAT;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Bias, ReLU and 2×2 max-pooling of a row of windows that {@link PoolTile} computed. Lanes are
 * channels, so that no lane meets another.
 *
 * <p>Comparing the sums before ReLU picks the same element: only a positive maximum passes ReLU,
 * and its choice alone is kept. NaN, which compares as smaller than all, is looked for beside it,
 * once a row.
 */
final class PooledRow {
  private PooledRow() {}

  /**
   * Pools one vector of channels.
   *
   * @param in windows of four outputs, {@code lanes} elements an output
   * @param pixel elements between pooled outputs
   * @param choice which output was taken, see {@link BlockLayout}, {@code step} integers a window
   */
  static void pool(
      int windows,
      float[] in,
      int io,
      int lanes,
      float[] bias,
      int bo,
      float[] out,
      int oo,
      int pixel,
      int[] choice,
      int co,
      int step) {
    if (windows <= 0) {
      return;
    }
    FloatVector b = FloatVector.fromArray(FLOAT, bias, bo);
    FloatVector zero = FloatVector.zero(FLOAT);
    FloatVector finite = zero;
    int i = 0;
    do {
      int at = io + 4 * i * lanes;
      FloatVector v0 = FloatVector.fromArray(FLOAT, in, at).lanewise(ADD, b);
      FloatVector v1 = FloatVector.fromArray(FLOAT, in, at + lanes).lanewise(ADD, b);
      FloatVector v2 = FloatVector.fromArray(FLOAT, in, at + 2 * lanes).lanewise(ADD, b);
      FloatVector v3 = FloatVector.fromArray(FLOAT, in, at + 3 * lanes).lanewise(ADD, b);
      VectorMask<Float> second = v1.compare(VectorOperators.GT, v0);
      VectorMask<Float> fourth = v3.compare(VectorOperators.GT, v2);
      FloatVector top = v0.blend(v1, second);
      FloatVector bottom = v2.blend(v3, fourth);
      VectorMask<Float> lower = bottom.compare(VectorOperators.GT, top);
      FloatVector best = top.blend(bottom, lower);
      VectorMask<Float> positive = best.compare(VectorOperators.GT, 0f);
      zero.blend(best, positive).intoArray(out, oo + i * pixel);
      finite = v0.lanewise(ADD, v1).lanewise(ADD, v2.lanewise(ADD, v3)).lanewise(FMA, zero, finite);
      int alive = (int) positive.toLong();
      int s = (int) second.toLong();
      int f = (int) fourth.toLong();
      int above = alive & ~(int) lower.toLong();
      int below = alive & (int) lower.toLong();
      choice[co + i * step] = above & ~s | (above & s) << 16;
      choice[co + i * step + 1] = below & ~f | (below & f) << 16;
    } while (++i < windows);
    if (finite.compare(VectorOperators.NE, finite).anyTrue()) {
      passNaN(windows, in, io, lanes, bias, bo, out, oo, pixel, choice, co, step);
    }
  }

  /** Where an element of a window is NaN, so is the output, and none is chosen. */
  private static void passNaN(
      int windows,
      float[] in,
      int io,
      int lanes,
      float[] bias,
      int bo,
      float[] out,
      int oo,
      int pixel,
      int[] choice,
      int co,
      int step) {
    for (int i = 0; i < windows; i++) {
      for (int lane = 0; lane < ChannelLanes.COUNT; lane++) {
        for (int output = 0; output < 4; output++) {
          float v = in[io + (4 * i + output) * lanes + lane] + bias[bo + lane];
          if (v != v) {
            out[oo + i * pixel + lane] = v;
            choice[co + i * step] &= ~(0x10001 << lane);
            choice[co + i * step + 1] &= ~(0x10001 << lane);
          }
        }
      }
    }
  }
}
