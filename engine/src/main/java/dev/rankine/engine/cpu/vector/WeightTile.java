package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;
import static dev.rankine.engine.cpu.vector.ChannelLanes.FLOAT;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;

/**
 * The weight gradient of a convolution block: {@code sum[tap][channel] += x[position + tap] ·
 * dz[position][channel]} over the positions of one image, in (row, column) order. Lanes are output
 * channels, {@code lanes} of them, whole vectors; the sums of a few taps stay in registers.
 */
final class WeightTile {
  private WeightTile() {}

  /**
   * All taps (kernel, run) of all channels; sum is (kernel·run, lanes), its last row the biases.
   */
  static void add(BlockLayout in, float[] x, int xo, float[] dz, int zo, float[] sum, int so) {
    int rows = 2 * in.pooledH();
    int columns = 2 * in.pooledW();
    int lanes = in.vectors() * COUNT;
    int bias = so + in.g().taps() * lanes;
    int pitch = in.pitch();
    if (BlockWeights.single(in)) {
      for (int v = 0; v < lanes; v += COUNT) {
        single(rows, columns, x, xo, pitch, dz, zo + v, lanes, sum, so + v, bias + v);
      }
      return;
    }
    int run = in.kernel() * in.channels();
    int c = in.channels();
    for (int row = 0; row < in.kernel(); row++) {
      int from = xo + row * pitch;
      int to = so + row * run * lanes;
      int v = 0;
      for (; v < lanes - COUNT; v += 2 * COUNT) {
        int tap = 0;
        for (; tap <= run - 4; tap += 4) {
          int at = to + tap * lanes + v;
          fourByTwo(rows, columns, x, from + tap, c, pitch, dz, zo + v, lanes, sum, at);
        }
        for (; tap < run; tap++) {
          int at = to + tap * lanes + v;
          one(rows, columns, x, from + tap, c, pitch, dz, zo + v, lanes, sum, at);
          one(rows, columns, x, from + tap, c, pitch, dz, zo + v + COUNT, lanes, sum, at + COUNT);
        }
      }
      for (int tap = 0; v < lanes && tap < run; ) {
        int at = to + tap * lanes + v;
        if (tap <= run - 8) {
          eight(rows, columns, x, from + tap, c, pitch, dz, zo + v, lanes, sum, at);
          tap += 8;
        } else {
          one(rows, columns, x, from + tap, c, pitch, dz, zo + v, lanes, sum, at);
          tap++;
        }
      }
    }
    for (int v = 0; v < lanes; v += COUNT) {
      bias(rows * columns, dz, zo + v, lanes, sum, bias + v);
    }
  }

  static void bias(int positions, float[] dz, int zo, int lanes, float[] sum, int so) {
    if (positions <= 0) {
      return;
    }
    FloatVector b = FloatVector.fromArray(FLOAT, sum, so);
    int i = 0;
    do {
      b = FloatVector.fromArray(FLOAT, dz, zo + i * lanes).lanewise(ADD, b);
    } while (++i < positions);
    b.intoArray(sum, so);
  }

  /**
   * One channel, 3×3: nine vectors of sums and one of bias sums stay in registers, and two
   * neighbouring positions share what they both see.
   *
   * @param columns an even number
   * @param sum (9, lanes)
   */
  static void single(
      int rows,
      int columns,
      float[] x,
      int xo,
      int pitch,
      float[] dz,
      int zo,
      int lanes,
      float[] sum,
      int so,
      int bias) {
    if (rows <= 0 || columns <= 0) {
      return;
    }
    FloatVector s0 = FloatVector.fromArray(FLOAT, sum, so);
    FloatVector s1 = FloatVector.fromArray(FLOAT, sum, so + lanes);
    FloatVector s2 = FloatVector.fromArray(FLOAT, sum, so + 2 * lanes);
    FloatVector s3 = FloatVector.fromArray(FLOAT, sum, so + 3 * lanes);
    FloatVector s4 = FloatVector.fromArray(FLOAT, sum, so + 4 * lanes);
    FloatVector s5 = FloatVector.fromArray(FLOAT, sum, so + 5 * lanes);
    FloatVector s6 = FloatVector.fromArray(FLOAT, sum, so + 6 * lanes);
    FloatVector s7 = FloatVector.fromArray(FLOAT, sum, so + 7 * lanes);
    FloatVector s8 = FloatVector.fromArray(FLOAT, sum, so + 8 * lanes);
    FloatVector b = FloatVector.fromArray(FLOAT, sum, bias);
    int row = 0;
    do {
      int x0 = xo + row * pitch;
      int x1 = x0 + pitch;
      int x2 = x1 + pitch;
      int z = zo + row * columns * lanes;
      int i = 0;
      do {
        FloatVector d = FloatVector.fromArray(FLOAT, dz, z + i * lanes);
        FloatVector e = FloatVector.fromArray(FLOAT, dz, z + i * lanes + lanes);
        b = e.lanewise(ADD, d.lanewise(ADD, b));
        FloatVector p = FloatVector.broadcast(FLOAT, x[x0 + i]);
        s0 = p.lanewise(FMA, d, s0);
        p = FloatVector.broadcast(FLOAT, x[x0 + i + 1]);
        s0 = p.lanewise(FMA, e, s0);
        s1 = p.lanewise(FMA, d, s1);
        p = FloatVector.broadcast(FLOAT, x[x0 + i + 2]);
        s1 = p.lanewise(FMA, e, s1);
        s2 = p.lanewise(FMA, d, s2);
        p = FloatVector.broadcast(FLOAT, x[x0 + i + 3]);
        s2 = p.lanewise(FMA, e, s2);
        p = FloatVector.broadcast(FLOAT, x[x1 + i]);
        s3 = p.lanewise(FMA, d, s3);
        p = FloatVector.broadcast(FLOAT, x[x1 + i + 1]);
        s3 = p.lanewise(FMA, e, s3);
        s4 = p.lanewise(FMA, d, s4);
        p = FloatVector.broadcast(FLOAT, x[x1 + i + 2]);
        s4 = p.lanewise(FMA, e, s4);
        s5 = p.lanewise(FMA, d, s5);
        p = FloatVector.broadcast(FLOAT, x[x1 + i + 3]);
        s5 = p.lanewise(FMA, e, s5);
        p = FloatVector.broadcast(FLOAT, x[x2 + i]);
        s6 = p.lanewise(FMA, d, s6);
        p = FloatVector.broadcast(FLOAT, x[x2 + i + 1]);
        s6 = p.lanewise(FMA, e, s6);
        s7 = p.lanewise(FMA, d, s7);
        p = FloatVector.broadcast(FLOAT, x[x2 + i + 2]);
        s7 = p.lanewise(FMA, e, s7);
        s8 = p.lanewise(FMA, d, s8);
        p = FloatVector.broadcast(FLOAT, x[x2 + i + 3]);
        s8 = p.lanewise(FMA, e, s8);
        i += 2;
      } while (i < columns);
    } while (++row < rows);
    s0.intoArray(sum, so);
    s1.intoArray(sum, so + lanes);
    s2.intoArray(sum, so + 2 * lanes);
    s3.intoArray(sum, so + 3 * lanes);
    s4.intoArray(sum, so + 4 * lanes);
    s5.intoArray(sum, so + 5 * lanes);
    s6.intoArray(sum, so + 6 * lanes);
    s7.intoArray(sum, so + 7 * lanes);
    s8.intoArray(sum, so + 8 * lanes);
    b.intoArray(sum, bias);
  }

  /** Four neighbouring taps, two vectors of channels. */
  static void fourByTwo(
      int rows,
      int columns,
      float[] x,
      int xo,
      int step,
      int pitch,
      float[] dz,
      int zo,
      int lanes,
      float[] sum,
      int so) {
    if (rows <= 0 || columns <= 0) {
      return;
    }
    FloatVector s00 = FloatVector.fromArray(FLOAT, sum, so);
    FloatVector s01 = FloatVector.fromArray(FLOAT, sum, so + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOAT, sum, so + lanes);
    FloatVector s11 = FloatVector.fromArray(FLOAT, sum, so + lanes + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOAT, sum, so + 2 * lanes);
    FloatVector s21 = FloatVector.fromArray(FLOAT, sum, so + 2 * lanes + COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOAT, sum, so + 3 * lanes);
    FloatVector s31 = FloatVector.fromArray(FLOAT, sum, so + 3 * lanes + COUNT);
    int row = 0;
    do {
      int from = xo + row * pitch;
      int z = zo + row * columns * lanes;
      int i = 0;
      do {
        int at = from + i * step;
        FloatVector d0 = FloatVector.fromArray(FLOAT, dz, z + i * lanes);
        FloatVector d1 = FloatVector.fromArray(FLOAT, dz, z + i * lanes + COUNT);
        FloatVector x0 = FloatVector.broadcast(FLOAT, x[at]);
        s00 = x0.lanewise(FMA, d0, s00);
        s01 = x0.lanewise(FMA, d1, s01);
        FloatVector x1 = FloatVector.broadcast(FLOAT, x[at + 1]);
        s10 = x1.lanewise(FMA, d0, s10);
        s11 = x1.lanewise(FMA, d1, s11);
        FloatVector x2 = FloatVector.broadcast(FLOAT, x[at + 2]);
        s20 = x2.lanewise(FMA, d0, s20);
        s21 = x2.lanewise(FMA, d1, s21);
        FloatVector x3 = FloatVector.broadcast(FLOAT, x[at + 3]);
        s30 = x3.lanewise(FMA, d0, s30);
        s31 = x3.lanewise(FMA, d1, s31);
      } while (++i < columns);
    } while (++row < rows);
    s00.intoArray(sum, so);
    s01.intoArray(sum, so + COUNT);
    s10.intoArray(sum, so + lanes);
    s11.intoArray(sum, so + lanes + COUNT);
    s20.intoArray(sum, so + 2 * lanes);
    s21.intoArray(sum, so + 2 * lanes + COUNT);
    s30.intoArray(sum, so + 3 * lanes);
    s31.intoArray(sum, so + 3 * lanes + COUNT);
  }

  /** Eight neighbouring taps, one vector of channels. */
  static void eight(
      int rows,
      int columns,
      float[] x,
      int xo,
      int step,
      int pitch,
      float[] dz,
      int zo,
      int lanes,
      float[] sum,
      int so) {
    if (rows <= 0 || columns <= 0) {
      return;
    }
    FloatVector s0 = FloatVector.fromArray(FLOAT, sum, so);
    FloatVector s1 = FloatVector.fromArray(FLOAT, sum, so + lanes);
    FloatVector s2 = FloatVector.fromArray(FLOAT, sum, so + 2 * lanes);
    FloatVector s3 = FloatVector.fromArray(FLOAT, sum, so + 3 * lanes);
    FloatVector s4 = FloatVector.fromArray(FLOAT, sum, so + 4 * lanes);
    FloatVector s5 = FloatVector.fromArray(FLOAT, sum, so + 5 * lanes);
    FloatVector s6 = FloatVector.fromArray(FLOAT, sum, so + 6 * lanes);
    FloatVector s7 = FloatVector.fromArray(FLOAT, sum, so + 7 * lanes);
    int row = 0;
    do {
      int from = xo + row * pitch;
      int z = zo + row * columns * lanes;
      int i = 0;
      do {
        int at = from + i * step;
        FloatVector d = FloatVector.fromArray(FLOAT, dz, z + i * lanes);
        s0 = FloatVector.broadcast(FLOAT, x[at]).lanewise(FMA, d, s0);
        s1 = FloatVector.broadcast(FLOAT, x[at + 1]).lanewise(FMA, d, s1);
        s2 = FloatVector.broadcast(FLOAT, x[at + 2]).lanewise(FMA, d, s2);
        s3 = FloatVector.broadcast(FLOAT, x[at + 3]).lanewise(FMA, d, s3);
        s4 = FloatVector.broadcast(FLOAT, x[at + 4]).lanewise(FMA, d, s4);
        s5 = FloatVector.broadcast(FLOAT, x[at + 5]).lanewise(FMA, d, s5);
        s6 = FloatVector.broadcast(FLOAT, x[at + 6]).lanewise(FMA, d, s6);
        s7 = FloatVector.broadcast(FLOAT, x[at + 7]).lanewise(FMA, d, s7);
      } while (++i < columns);
    } while (++row < rows);
    s0.intoArray(sum, so);
    s1.intoArray(sum, so + lanes);
    s2.intoArray(sum, so + 2 * lanes);
    s3.intoArray(sum, so + 3 * lanes);
    s4.intoArray(sum, so + 4 * lanes);
    s5.intoArray(sum, so + 5 * lanes);
    s6.intoArray(sum, so + 6 * lanes);
    s7.intoArray(sum, so + 7 * lanes);
  }

  /** One tap, one vector of channels. */
  static void one(
      int rows,
      int columns,
      float[] x,
      int xo,
      int step,
      int pitch,
      float[] dz,
      int zo,
      int lanes,
      float[] sum,
      int so) {
    if (rows <= 0 || columns <= 0) {
      return;
    }
    FloatVector s0 = FloatVector.fromArray(FLOAT, sum, so);
    int row = 0;
    do {
      int from = xo + row * pitch;
      int z = zo + row * columns * lanes;
      int i = 0;
      do {
        int at = from + i * step;
        FloatVector d = FloatVector.fromArray(FLOAT, dz, z + i * lanes);
        s0 = FloatVector.broadcast(FLOAT, x[at]).lanewise(FMA, d, s0);
      } while (++i < columns);
    } while (++row < rows);
    s0.intoArray(sum, so);
  }
}
