package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

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

  /** Whether n elements, in whole vectors, are finite. */
  static boolean finite(float[] x, int xo, int n) {
    VectorMask<Float> finite = VectorMask.fromLong(FLOAT, -1);
    for (int i = xo; i < xo + n; i += COUNT) {
      FloatVector zero = FloatVector.fromArray(FLOAT, x, i).mul(0f);
      finite = finite.and(zero.compare(VectorOperators.EQ, 0f));
    }
    return finite.allTrue();
  }

  /**
   * Deals a row's list out to its channels and adds it to the bias gradients.
   *
   * @param row where the row begins in the image that the block read
   * @param step elements of that image between columns
   * @param counts elements that each channel has so far
   * @param places of each channel's elements in the image, {@code limit} for each channel
   * @param values of each channel's elements
   * @param partials [column mod 32][channel] += dy
   */
  static void deal(
      int n,
      int[] list,
      float[] dy,
      int at,
      int pixel,
      int row,
      int step,
      int limit,
      int[] counts,
      int[] places,
      float[] values,
      float[] partials,
      int po,
      int channels) {
    for (int i = 0; i < n; i++) {
      int column = list[i] >>> 16;
      int channel = list[i] & 0xffff;
      float d = dy[at + (column >> 1) * pixel + channel];
      int to = channel * limit + counts[channel]++;
      places[to] = row + column * step;
      values[to] = d;
      partials[po + (column & 31) * channels + channel] += d;
    }
  }
}
