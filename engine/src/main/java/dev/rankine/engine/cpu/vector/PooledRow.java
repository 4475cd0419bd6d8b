package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Bias, ReLU and 2×2 max-pooling of a row of windows that {@link PoolTile} computed. Lanes are
 * channels, so that no lane meets another.
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
    FloatVector b = FloatVector.fromArray(FLOAT, bias, bo);
    for (int i = 0; i < windows; i++) {
      int at = io + 4 * i * lanes;
      FloatVector best = FloatVector.fromArray(FLOAT, in, at).add(b);
      best = best.blend(0f, best.compare(VectorOperators.LT, 0f));
      FloatVector next = FloatVector.fromArray(FLOAT, in, at + lanes).add(b);
      next = next.blend(0f, next.compare(VectorOperators.LT, 0f));
      VectorMask<Float> second = VectorReductions.isLarger(next, best);
      best = best.blend(next, second);
      next = FloatVector.fromArray(FLOAT, in, at + 2 * lanes).add(b);
      next = next.blend(0f, next.compare(VectorOperators.LT, 0f));
      VectorMask<Float> third = VectorReductions.isLarger(next, best);
      best = best.blend(next, third);
      next = FloatVector.fromArray(FLOAT, in, at + 3 * lanes).add(b);
      next = next.blend(0f, next.compare(VectorOperators.LT, 0f));
      VectorMask<Float> fourth = VectorReductions.isLarger(next, best);
      best = best.blend(next, fourth);
      best.intoArray(out, oo + i * pixel);
      int alive = (int) best.compare(VectorOperators.GT, 0f).toLong();
      int s = (int) second.toLong();
      int t = (int) third.toLong();
      int f = (int) fourth.toLong();
      choice[co + i * step] = alive & ~(s | t | f) | (alive & s & ~(t | f)) << 16;
      choice[co + i * step + 1] = alive & t & ~f | (alive & f) << 16;
    }
  }
}
