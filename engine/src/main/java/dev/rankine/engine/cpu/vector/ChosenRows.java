package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;
import static dev.rankine.engine.cpu.vector.ChannelLanes.FLOAT;
import static dev.rankine.engine.cpu.vector.ChannelLanes.INT;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The weight gradient of a 3×3 convolution block whose input pixels are one vector, from the
 * elements that passed max-pooling and ReLU alone, at most one output in four: less than half the
 * time of a dense tile for the experiment's second block on Zen 3.
 *
 * <pre>
 *   choices: a window, its lanes      ─►  columns: a channel and row, its columns
 *   for each channel: nine vectors of sums stay in registers, and each of its chosen elements adds
 *   dy times the nine pixels that it saw
 * </pre>
 */
final class ChosenRows {
  private static final IntVector LANE = IntVector.zero(INT).addIndex(1);

  private ChosenRows() {}

  /** Whether a block is covered: 3×3, a pixel of the input is one vector, few columns. */
  static boolean fit(BlockLayout in) {
    return in.kernel() == 3 && in.channels() == COUNT && 2 * in.pooledW() <= Integer.SIZE;
  }

  /** Integers that {@link #add} needs. */
  static int size(BlockLayout in) {
    return 2 * in.pooledH() * in.vectors() * COUNT + 2 * Long.SIZE;
  }

  /**
   * Adds what one image contributes.
   *
   * @param dy the gradient of the pooled image, rows {@code dyRow} apart
   * @param space {@link #size} integers of scratch memory
   * @param words as many as there are rows, of scratch memory
   * @param sum (O, 3, 3, C), then the biases (O)
   */
  static void add(
      BlockLayout in,
      float[] dy,
      int at,
      int dyRow,
      int[] choice,
      int co,
      float[] x,
      int xo,
      int[] space,
      long[] words,
      float[] sum,
      int so) {
    int lanes = in.vectors() * COUNT;
    int columns = 2 * in.pooledW();
    int rows = 2 * in.pooledH();
    if (rows == 0 || columns == 0) {
      return;
    }
    for (int h = 0; h < in.pooledH(); h++) {
      for (int v = 0; v < in.vectors(); v++) {
        int from = co + (h * in.pooledW() * in.vectors() + v) * 2;
        int to = 2 * h * lanes + v * COUNT;
        columns(in.pooledW(), choice, from, in.vectors() * 2, space, to);
        columns(in.pooledW(), choice, from + 1, in.vectors() * 2, space, to + lanes);
      }
    }
    int table = rows * lanes;
    int together = Long.SIZE / columns & ~1;
    for (int row = 0; row < together; row++) {
      for (int column = 0; column < columns; column++) {
        int bit = table + 2 * (row * columns + column);
        space[bit] = row * in.pitch() + column * COUNT;
        space[bit + 1] = (row >> 1) * dyRow + (column >> 1) * in.outChannels();
      }
    }
    int biases = so + in.outChannels() * 9 * COUNT;
    int parts = Math.ceilDiv(rows, together);
    for (int o = 0; o < in.outChannels(); o++) {
      for (int part = 0; part < parts; part++) {
        long chosen = 0;
        for (int row = Math.min(rows, (part + 1) * together) - 1; row >= part * together; row--) {
          chosen = chosen << columns | space[row * lanes + o];
        }
        words[part] = chosen;
      }
      channel(
          parts,
          words,
          space,
          table,
          dy,
          at + o,
          (together >> 1) * dyRow,
          x,
          xo,
          together * in.pitch(),
          in.pitch(),
          sum,
          so + o * 9 * COUNT,
          biases + o);
    }
  }

  /** For each lane, the columns of a row that were chosen. */
  static void columns(int windows, int[] choice, int co, int step, int[] out, int oo) {
    if (windows <= 0) {
      return;
    }
    IntVector all = IntVector.zero(INT);
    int i = 0;
    do {
      IntVector chosen = IntVector.broadcast(INT, choice[co + i * step]);
      chosen = chosen.lanewise(VectorOperators.LSHR, LANE);
      IntVector right = chosen.lanewise(VectorOperators.LSHR, 15).and(2);
      all = chosen.and(1).or(right).lanewise(VectorOperators.LSHL, 2 * i).or(all);
    } while (++i < windows);
    all.intoArray(out, oo);
  }

  /**
   * Adds what one channel's chosen elements contribute.
   *
   * @param words bit b of number i: element b of part i
   * @param table for each bit, how far its pixels and its dy are from the beginning of the part
   */
  static void channel(
      int parts,
      long[] words,
      int[] table,
      int to,
      float[] dy,
      int at,
      int atStep,
      float[] x,
      int xo,
      int xStep,
      int pitch,
      float[] sum,
      int so,
      int bias) {
    if (parts <= 0) {
      return;
    }
    FloatVector s0 = FloatVector.fromArray(FLOAT, sum, so);
    FloatVector s1 = FloatVector.fromArray(FLOAT, sum, so + COUNT);
    FloatVector s2 = FloatVector.fromArray(FLOAT, sum, so + 2 * COUNT);
    FloatVector s3 = FloatVector.fromArray(FLOAT, sum, so + 3 * COUNT);
    FloatVector s4 = FloatVector.fromArray(FLOAT, sum, so + 4 * COUNT);
    FloatVector s5 = FloatVector.fromArray(FLOAT, sum, so + 5 * COUNT);
    FloatVector s6 = FloatVector.fromArray(FLOAT, sum, so + 6 * COUNT);
    FloatVector s7 = FloatVector.fromArray(FLOAT, sum, so + 7 * COUNT);
    FloatVector s8 = FloatVector.fromArray(FLOAT, sum, so + 8 * COUNT);
    float b = sum[bias];
    for (int part = 0; part < parts; part++) {
      int image = xo + part * xStep;
      int d0 = at + part * atStep;
      for (long left = words[part]; left != 0; left &= left - 1) {
        int bit = to + 2 * Long.numberOfTrailingZeros(left);
        int x0 = image + table[bit];
        int x1 = x0 + pitch;
        int x2 = x1 + pitch;
        float element = dy[d0 + table[bit + 1]];
        b += element;
        FloatVector d = FloatVector.broadcast(FLOAT, element);
        s0 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, x, x0), s0);
        s1 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, x, x0 + COUNT), s1);
        s2 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, x, x0 + 2 * COUNT), s2);
        s3 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, x, x1), s3);
        s4 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, x, x1 + COUNT), s4);
        s5 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, x, x1 + 2 * COUNT), s5);
        s6 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, x, x2), s6);
        s7 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, x, x2 + COUNT), s7);
        s8 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, x, x2 + 2 * COUNT), s8);
      }
    }
    ((FloatVector) s0.check(FLOAT)).intoArray(sum, so);
    ((FloatVector) s1.check(FLOAT)).intoArray(sum, so + COUNT);
    ((FloatVector) s2.check(FLOAT)).intoArray(sum, so + 2 * COUNT);
    ((FloatVector) s3.check(FLOAT)).intoArray(sum, so + 3 * COUNT);
    ((FloatVector) s4.check(FLOAT)).intoArray(sum, so + 4 * COUNT);
    ((FloatVector) s5.check(FLOAT)).intoArray(sum, so + 5 * COUNT);
    ((FloatVector) s6.check(FLOAT)).intoArray(sum, so + 6 * COUNT);
    ((FloatVector) s7.check(FLOAT)).intoArray(sum, so + 7 * COUNT);
    ((FloatVector) s8.check(FLOAT)).intoArray(sum, so + 8 * COUNT);
    sum[bias] = b;
  }
}
