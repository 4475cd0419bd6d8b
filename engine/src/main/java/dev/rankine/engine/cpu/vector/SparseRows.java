package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;
import static dev.rankine.engine.cpu.vector.ChannelLanes.FLOAT;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A row of output gradients after max-pooling and ReLU, as a list of its nonzero elements, and what
 * each of them adds to the gradients of the weights and of the input: one row of taps after
 * another, {@code sum += dy · source}. At most one element in four is in the list.
 */
final class SparseRows {
  /** Lanes whose numbers are written at once: at most eight, so that the table stays small. */
  private static final int GROUP = Math.min(8, COUNT);

  private static final VectorSpecies<Integer> INTS =
      GROUP == 8 ? IntVector.SPECIES_256 : IntVector.SPECIES_128;

  /** For each set of lanes, their numbers in ascending order. */
  private static final int[] LANES = lanes();

  private SparseRows() {}

  private static int[] lanes() {
    int[] lanes = new int[GROUP << GROUP];
    for (int set = 0; set < 1 << GROUP; set++) {
      int at = set * GROUP;
      for (int lane = 0; lane < GROUP; lane++) {
        if ((set >> lane & 1) == 1) {
          lanes[at++] = lane;
        }
      }
    }
    return lanes;
  }

  /**
   * Lists the nonzero elements of one row of the unpooled gradient as column·2¹⁶ + channel, in
   * ascending order.
   *
   * @param windows pooling windows in the row
   * @param vectors vectors of channels
   * @param dy gradient of the pooled row, {@code pixel} elements a window
   * @param choice choices of the pooled row, beginning with those of the row of the window asked
   *     for
   * @return their number
   */
  static int list(
      int windows, int vectors, float[] dy, int at, int pixel, int[] choice, int co, int[] list) {
    int n = 0;
    for (int i = 0; i < windows; i++) {
      for (int right = 0; right < 2; right++) {
        int column = 2 * i + right << 16;
        for (int v = 0; v < vectors; v++) {
          int chosen = choice[co + (i * vectors + v) * 2] >>> 16 * right & 0xffff;
          FloatVector d = FloatVector.fromArray(FLOAT, dy, at + i * pixel + v * COUNT);
          chosen &= (int) d.compare(VectorOperators.NE, 0f).toLong();
          for (int lane = 0; lane < COUNT; lane += GROUP) {
            int set = chosen >>> lane & (1 << GROUP) - 1;
            IntVector lanes = IntVector.fromArray(INTS, LANES, set * GROUP);
            lanes.add(column + v * COUNT + lane).intoArray(list, n);
            n += Integer.bitCount(set);
          }
        }
      }
    }
    return n;
  }

  /**
   * The gradient before pooling and ReLU, (2·pooledH, 2·pooledW, lanes), from that of the pooled
   * image: each element goes to the output that was the largest of its window, the rest is +0.
   *
   * @param dy rows {@code dyRow} apart
   */
  static void unpool(
      BlockLayout in, float[] dy, int at, int dyRow, int[] choice, int co, float[] dz) {
    int lanes = in.vectors() * COUNT;
    int row = 2 * in.pooledW() * lanes;
    for (int h = 0; h < in.pooledH(); h++) {
      int words = co + h * in.pooledW() * in.vectors() * 2;
      for (int v = 0; v < in.vectors(); v++) {
        unpoolRow(
            in.pooledW(),
            dy,
            at + h * dyRow + v * COUNT,
            in.outChannels(),
            choice,
            words + v * 2,
            in.vectors() * 2,
            dz,
            2 * h * row + v * COUNT,
            lanes,
            row);
      }
    }
  }

  static void unpoolRow(
      int windows,
      float[] dy,
      int at,
      int pixel,
      int[] choice,
      int co,
      int step,
      float[] dz,
      int zo,
      int lanes,
      int row) {
    FloatVector zero = FloatVector.zero(FLOAT);
    for (int i = 0; i < windows; i++) {
      FloatVector d = FloatVector.fromArray(FLOAT, dy, at + i * pixel);
      int upper = choice[co + i * step];
      int lower = choice[co + i * step + 1];
      int to = zo + 2 * i * lanes;
      zero.blend(d, VectorMask.fromLong(FLOAT, upper & 0xffff)).intoArray(dz, to);
      zero.blend(d, VectorMask.fromLong(FLOAT, upper >>> 16)).intoArray(dz, to + lanes);
      zero.blend(d, VectorMask.fromLong(FLOAT, lower & 0xffff)).intoArray(dz, to + row);
      zero.blend(d, VectorMask.fromLong(FLOAT, lower >>> 16)).intoArray(dz, to + row + lanes);
    }
  }

  /** Whether n elements, in whole vectors, are finite: only then each times zero is zero. */
  static boolean finite(float[] x, int xo, int n) {
    if (n <= 0) {
      return true;
    }
    FloatVector zero = FloatVector.zero(FLOAT);
    FloatVector sum = zero;
    int i = xo;
    do {
      sum = zero.lanewise(FMA, FloatVector.fromArray(FLOAT, x, i), sum);
      i += COUNT;
    } while (i < xo + n);
    return sum.compare(VectorOperators.EQ, 0f).allTrue();
  }
}
