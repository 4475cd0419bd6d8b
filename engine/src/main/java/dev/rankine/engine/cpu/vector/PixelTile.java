package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COLUMNS;
import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;
import static dev.rankine.engine.cpu.vector.ChannelLanes.FLOAT;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;

/**
 * {@link PoolTile} for processors of 32 registers: two windows side by side. A pixel of the input
 * is one vector, so that all distances along a row are constants, and one loop walks over the taps
 * of all rows: its beginning costs as much as six taps. With 16 registers half of this is slower.
 *
 * <pre>
 *   upper pixels, c the left window's    c00 c01   c10 c11   d00 d01   d10 d11
 *   lower pixels                         c20 c21   c30 c31   d20 d21   d30 d31
 * </pre>
 */
final class PixelTile {
  /** Taps of a step: as many as C2 compiles at once. */
  private static final int TWO = 2;

  /** Taps of a step of the smaller tile. */
  private static final int FOUR = 4;

  /** Whether there are so many registers, of 256 bits. */
  static final boolean PAYS = Lanes.MANY_REGISTERS && COUNT == 8;

  private PixelTile() {}

  /** Whether it pays, and the block has such pixels. */
  static boolean fits(BlockLayout in) {
    return PAYS && in.channels() == COUNT;
  }

  /** Two neighbouring windows, two vectors of output channels; weights (taps, COLUMNS). */
  static void two(
      int kernel, int pitch, float[] x, int xo, float[] w, int wo, float[] out, int oo, int lanes) {
    if (kernel <= 0) {
      return;
    }
    FloatVector c00 = FloatVector.zero(FLOAT);
    FloatVector c01 = FloatVector.zero(FLOAT);
    FloatVector c10 = FloatVector.zero(FLOAT);
    FloatVector c11 = FloatVector.zero(FLOAT);
    FloatVector c20 = FloatVector.zero(FLOAT);
    FloatVector c21 = FloatVector.zero(FLOAT);
    FloatVector c30 = FloatVector.zero(FLOAT);
    FloatVector c31 = FloatVector.zero(FLOAT);
    FloatVector d00 = FloatVector.zero(FLOAT);
    FloatVector d01 = FloatVector.zero(FLOAT);
    FloatVector d10 = FloatVector.zero(FLOAT);
    FloatVector d11 = FloatVector.zero(FLOAT);
    FloatVector d20 = FloatVector.zero(FLOAT);
    FloatVector d21 = FloatVector.zero(FLOAT);
    FloatVector d30 = FloatVector.zero(FLOAT);
    FloatVector d31 = FloatVector.zero(FLOAT);
    int run = kernel * COUNT;
    int last = kernel * run - TWO;
    int upper = xo;
    int end = xo + run;
    int p = 0;
    do {
      int lower = upper + pitch;
      int from = wo + p * COLUMNS;
      FloatVector w0 = FloatVector.fromArray(FLOAT, w, from);
      FloatVector w1 = FloatVector.fromArray(FLOAT, w, from + COUNT);
      FloatVector a = FloatVector.broadcast(FLOAT, x[upper]);
      c00 = a.lanewise(FMA, w0, c00);
      c01 = a.lanewise(FMA, w1, c01);
      a = FloatVector.broadcast(FLOAT, x[upper + COUNT]);
      c10 = a.lanewise(FMA, w0, c10);
      c11 = a.lanewise(FMA, w1, c11);
      a = FloatVector.broadcast(FLOAT, x[upper + 2 * COUNT]);
      d00 = a.lanewise(FMA, w0, d00);
      d01 = a.lanewise(FMA, w1, d01);
      a = FloatVector.broadcast(FLOAT, x[upper + 3 * COUNT]);
      d10 = a.lanewise(FMA, w0, d10);
      d11 = a.lanewise(FMA, w1, d11);
      a = FloatVector.broadcast(FLOAT, x[lower]);
      c20 = a.lanewise(FMA, w0, c20);
      c21 = a.lanewise(FMA, w1, c21);
      a = FloatVector.broadcast(FLOAT, x[lower + COUNT]);
      c30 = a.lanewise(FMA, w0, c30);
      c31 = a.lanewise(FMA, w1, c31);
      a = FloatVector.broadcast(FLOAT, x[lower + 2 * COUNT]);
      d20 = a.lanewise(FMA, w0, d20);
      d21 = a.lanewise(FMA, w1, d21);
      a = FloatVector.broadcast(FLOAT, x[lower + 3 * COUNT]);
      d30 = a.lanewise(FMA, w0, d30);
      d31 = a.lanewise(FMA, w1, d31);
      w0 = FloatVector.fromArray(FLOAT, w, from + COLUMNS);
      w1 = FloatVector.fromArray(FLOAT, w, from + 3 * COUNT);
      a = FloatVector.broadcast(FLOAT, x[upper + 1]);
      c00 = a.lanewise(FMA, w0, c00);
      c01 = a.lanewise(FMA, w1, c01);
      a = FloatVector.broadcast(FLOAT, x[upper + COUNT + 1]);
      c10 = a.lanewise(FMA, w0, c10);
      c11 = a.lanewise(FMA, w1, c11);
      a = FloatVector.broadcast(FLOAT, x[upper + 2 * COUNT + 1]);
      d00 = a.lanewise(FMA, w0, d00);
      d01 = a.lanewise(FMA, w1, d01);
      a = FloatVector.broadcast(FLOAT, x[upper + 3 * COUNT + 1]);
      d10 = a.lanewise(FMA, w0, d10);
      d11 = a.lanewise(FMA, w1, d11);
      a = FloatVector.broadcast(FLOAT, x[lower + 1]);
      c20 = a.lanewise(FMA, w0, c20);
      c21 = a.lanewise(FMA, w1, c21);
      a = FloatVector.broadcast(FLOAT, x[lower + COUNT + 1]);
      c30 = a.lanewise(FMA, w0, c30);
      c31 = a.lanewise(FMA, w1, c31);
      a = FloatVector.broadcast(FLOAT, x[lower + 2 * COUNT + 1]);
      d20 = a.lanewise(FMA, w0, d20);
      d21 = a.lanewise(FMA, w1, d21);
      a = FloatVector.broadcast(FLOAT, x[lower + 3 * COUNT + 1]);
      d30 = a.lanewise(FMA, w0, d30);
      d31 = a.lanewise(FMA, w1, d31);
      upper += TWO;
      if (upper == end) {
        upper += pitch - run;
        end += pitch;
      }
      p += TWO;
    } while (p <= last);
    c00.intoArray(out, oo);
    c01.intoArray(out, oo + COUNT);
    c10.intoArray(out, oo + lanes);
    c11.intoArray(out, oo + lanes + COUNT);
    c20.intoArray(out, oo + 2 * lanes);
    c21.intoArray(out, oo + 2 * lanes + COUNT);
    c30.intoArray(out, oo + 3 * lanes);
    c31.intoArray(out, oo + 3 * lanes + COUNT);
    d00.intoArray(out, oo + 4 * lanes);
    d01.intoArray(out, oo + 4 * lanes + COUNT);
    d10.intoArray(out, oo + 5 * lanes);
    d11.intoArray(out, oo + 5 * lanes + COUNT);
    d20.intoArray(out, oo + 6 * lanes);
    d21.intoArray(out, oo + 6 * lanes + COUNT);
    d30.intoArray(out, oo + 7 * lanes);
    d31.intoArray(out, oo + 7 * lanes + COUNT);
  }

  /** One window. */
  static void one(
      int kernel, int pitch, float[] x, int xo, float[] w, int wo, float[] out, int oo, int lanes) {
    if (kernel <= 0) {
      return;
    }
    FloatVector c00 = FloatVector.zero(FLOAT);
    FloatVector c01 = FloatVector.zero(FLOAT);
    FloatVector c10 = FloatVector.zero(FLOAT);
    FloatVector c11 = FloatVector.zero(FLOAT);
    FloatVector c20 = FloatVector.zero(FLOAT);
    FloatVector c21 = FloatVector.zero(FLOAT);
    FloatVector c30 = FloatVector.zero(FLOAT);
    FloatVector c31 = FloatVector.zero(FLOAT);
    int run = kernel * COUNT;
    int last = kernel * run - FOUR;
    int upper = xo;
    int end = xo + run;
    int p = 0;
    do {
      int lower = upper + pitch;
      int from = wo + p * COLUMNS;
      FloatVector w0 = FloatVector.fromArray(FLOAT, w, from);
      FloatVector w1 = FloatVector.fromArray(FLOAT, w, from + COUNT);
      FloatVector a = FloatVector.broadcast(FLOAT, x[upper]);
      c00 = a.lanewise(FMA, w0, c00);
      c01 = a.lanewise(FMA, w1, c01);
      a = FloatVector.broadcast(FLOAT, x[upper + COUNT]);
      c10 = a.lanewise(FMA, w0, c10);
      c11 = a.lanewise(FMA, w1, c11);
      a = FloatVector.broadcast(FLOAT, x[lower]);
      c20 = a.lanewise(FMA, w0, c20);
      c21 = a.lanewise(FMA, w1, c21);
      a = FloatVector.broadcast(FLOAT, x[lower + COUNT]);
      c30 = a.lanewise(FMA, w0, c30);
      c31 = a.lanewise(FMA, w1, c31);
      w0 = FloatVector.fromArray(FLOAT, w, from + COLUMNS);
      w1 = FloatVector.fromArray(FLOAT, w, from + 3 * COUNT);
      a = FloatVector.broadcast(FLOAT, x[upper + 1]);
      c00 = a.lanewise(FMA, w0, c00);
      c01 = a.lanewise(FMA, w1, c01);
      a = FloatVector.broadcast(FLOAT, x[upper + COUNT + 1]);
      c10 = a.lanewise(FMA, w0, c10);
      c11 = a.lanewise(FMA, w1, c11);
      a = FloatVector.broadcast(FLOAT, x[lower + 1]);
      c20 = a.lanewise(FMA, w0, c20);
      c21 = a.lanewise(FMA, w1, c21);
      a = FloatVector.broadcast(FLOAT, x[lower + COUNT + 1]);
      c30 = a.lanewise(FMA, w0, c30);
      c31 = a.lanewise(FMA, w1, c31);
      w0 = FloatVector.fromArray(FLOAT, w, from + 2 * COLUMNS);
      w1 = FloatVector.fromArray(FLOAT, w, from + 5 * COUNT);
      a = FloatVector.broadcast(FLOAT, x[upper + 2]);
      c00 = a.lanewise(FMA, w0, c00);
      c01 = a.lanewise(FMA, w1, c01);
      a = FloatVector.broadcast(FLOAT, x[upper + COUNT + 2]);
      c10 = a.lanewise(FMA, w0, c10);
      c11 = a.lanewise(FMA, w1, c11);
      a = FloatVector.broadcast(FLOAT, x[lower + 2]);
      c20 = a.lanewise(FMA, w0, c20);
      c21 = a.lanewise(FMA, w1, c21);
      a = FloatVector.broadcast(FLOAT, x[lower + COUNT + 2]);
      c30 = a.lanewise(FMA, w0, c30);
      c31 = a.lanewise(FMA, w1, c31);
      w0 = FloatVector.fromArray(FLOAT, w, from + 3 * COLUMNS);
      w1 = FloatVector.fromArray(FLOAT, w, from + 7 * COUNT);
      a = FloatVector.broadcast(FLOAT, x[upper + 3]);
      c00 = a.lanewise(FMA, w0, c00);
      c01 = a.lanewise(FMA, w1, c01);
      a = FloatVector.broadcast(FLOAT, x[upper + COUNT + 3]);
      c10 = a.lanewise(FMA, w0, c10);
      c11 = a.lanewise(FMA, w1, c11);
      a = FloatVector.broadcast(FLOAT, x[lower + 3]);
      c20 = a.lanewise(FMA, w0, c20);
      c21 = a.lanewise(FMA, w1, c21);
      a = FloatVector.broadcast(FLOAT, x[lower + COUNT + 3]);
      c30 = a.lanewise(FMA, w0, c30);
      c31 = a.lanewise(FMA, w1, c31);
      upper += FOUR;
      if (upper == end) {
        upper += pitch - run;
        end += pitch;
      }
      p += FOUR;
    } while (p <= last);
    c00.intoArray(out, oo);
    c01.intoArray(out, oo + COUNT);
    c10.intoArray(out, oo + lanes);
    c11.intoArray(out, oo + lanes + COUNT);
    c20.intoArray(out, oo + 2 * lanes);
    c21.intoArray(out, oo + 2 * lanes + COUNT);
    c30.intoArray(out, oo + 3 * lanes);
    c31.intoArray(out, oo + 3 * lanes + COUNT);
  }
}
