package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;
import static dev.rankine.engine.cpu.vector.ChannelLanes.FLOAT;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of a convolution block: the four outputs of one pooling window by one or two
 * vectors of output channels. They are stored one after another, {@code lanes} apart, for {@link
 * PooledRow}. (Pooling them right here made methods of more nodes than C2 inlines into.)
 *
 * <pre>
 *   pixel (0,0)   c00 c01         cij ← fma(x[pixel i + tap], w[tap][vector j], cij)
 *   pixel (0,1)   c10 c11         over kernel rows, then (kernel column, channel),
 *   pixel (1,0)   c20 c21         which is one contiguous run of the image
 *   pixel (1,1)   c30 c31
 * </pre>
 */
final class PoolTile {
  /** Columns of a pair of vectors. */
  private static final int COLUMNS = 2 * COUNT;

  private PoolTile() {}

  /** One window, two vectors of output channels; weights (taps, COLUMNS). */
  static void two(
      int kernel,
      int run,
      int pixel,
      int pitch,
      float[] x,
      int xo,
      float[] w,
      int wo,
      float[] out,
      int oo,
      int lanes) {
    if (kernel <= 0 || run <= 0) {
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
    int row = 0;
    do {
      int x0 = xo + row * pitch;
      int x1 = x0 + pixel;
      int x2 = x0 + pitch;
      int x3 = x2 + pixel;
      int from = wo + row * run * COLUMNS;
      int p = 0;
      do {
        FloatVector w0 = FloatVector.fromArray(FLOAT, w, from + p * COLUMNS);
        FloatVector w1 = FloatVector.fromArray(FLOAT, w, from + p * COLUMNS + COUNT);
        FloatVector a0 = FloatVector.broadcast(FLOAT, x[x0 + p]);
        c00 = a0.lanewise(FMA, w0, c00);
        c01 = a0.lanewise(FMA, w1, c01);
        FloatVector a1 = FloatVector.broadcast(FLOAT, x[x1 + p]);
        c10 = a1.lanewise(FMA, w0, c10);
        c11 = a1.lanewise(FMA, w1, c11);
        FloatVector a2 = FloatVector.broadcast(FLOAT, x[x2 + p]);
        c20 = a2.lanewise(FMA, w0, c20);
        c21 = a2.lanewise(FMA, w1, c21);
        FloatVector a3 = FloatVector.broadcast(FLOAT, x[x3 + p]);
        c30 = a3.lanewise(FMA, w0, c30);
        c31 = a3.lanewise(FMA, w1, c31);
      } while (++p < run);
    } while (++row < kernel);
    c00.intoArray(out, oo);
    c01.intoArray(out, oo + COUNT);
    c10.intoArray(out, oo + lanes);
    c11.intoArray(out, oo + lanes + COUNT);
    c20.intoArray(out, oo + 2 * lanes);
    c21.intoArray(out, oo + 2 * lanes + COUNT);
    c30.intoArray(out, oo + 3 * lanes);
    c31.intoArray(out, oo + 3 * lanes + COUNT);
  }

  /** Two windows, anywhere in the image, one vector of output channels; weights (taps, COUNT). */
  static void one(
      int kernel,
      int run,
      int pixel,
      int pitch,
      float[] x,
      int first,
      int second,
      float[] w,
      int wo,
      float[] out,
      int oo,
      int next,
      int lanes) {
    if (kernel <= 0 || run <= 0) {
      return;
    }
    FloatVector c0 = FloatVector.zero(FLOAT);
    FloatVector c1 = FloatVector.zero(FLOAT);
    FloatVector c2 = FloatVector.zero(FLOAT);
    FloatVector c3 = FloatVector.zero(FLOAT);
    FloatVector d0 = FloatVector.zero(FLOAT);
    FloatVector d1 = FloatVector.zero(FLOAT);
    FloatVector d2 = FloatVector.zero(FLOAT);
    FloatVector d3 = FloatVector.zero(FLOAT);
    int row = 0;
    do {
      int x0 = first + row * pitch;
      int y0 = second + row * pitch;
      int from = wo + row * run * COUNT;
      int p = 0;
      do {
        FloatVector b = FloatVector.fromArray(FLOAT, w, from + p * COUNT);
        c0 = FloatVector.broadcast(FLOAT, x[x0 + p]).lanewise(FMA, b, c0);
        c1 = FloatVector.broadcast(FLOAT, x[x0 + pixel + p]).lanewise(FMA, b, c1);
        c2 = FloatVector.broadcast(FLOAT, x[x0 + pitch + p]).lanewise(FMA, b, c2);
        c3 = FloatVector.broadcast(FLOAT, x[x0 + pitch + pixel + p]).lanewise(FMA, b, c3);
        d0 = FloatVector.broadcast(FLOAT, x[y0 + p]).lanewise(FMA, b, d0);
        d1 = FloatVector.broadcast(FLOAT, x[y0 + pixel + p]).lanewise(FMA, b, d1);
        d2 = FloatVector.broadcast(FLOAT, x[y0 + pitch + p]).lanewise(FMA, b, d2);
        d3 = FloatVector.broadcast(FLOAT, x[y0 + pitch + pixel + p]).lanewise(FMA, b, d3);
      } while (++p < run);
    } while (++row < kernel);
    c0.intoArray(out, oo);
    c1.intoArray(out, oo + lanes);
    c2.intoArray(out, oo + 2 * lanes);
    c3.intoArray(out, oo + 3 * lanes);
    d0.intoArray(out, oo + next);
    d1.intoArray(out, oo + next + lanes);
    d2.intoArray(out, oo + next + 2 * lanes);
    d3.intoArray(out, oo + next + 3 * lanes);
  }

  /**
   * A row of windows under a 3×3 kernel on one channel: nine vectors of weights stay in registers,
   * and each pixel of a window's 4×4 neighbourhood is read once.
   */
  static void single(
      int windows,
      int pitch,
      float[] x,
      int xo,
      float[] w,
      int wo,
      float[] out,
      int oo,
      int lanes) {
    if (windows <= 0) {
      return;
    }
    FloatVector w0 = FloatVector.fromArray(FLOAT, w, wo);
    FloatVector w1 = FloatVector.fromArray(FLOAT, w, wo + COUNT);
    FloatVector w2 = FloatVector.fromArray(FLOAT, w, wo + 2 * COUNT);
    FloatVector w3 = FloatVector.fromArray(FLOAT, w, wo + 3 * COUNT);
    FloatVector w4 = FloatVector.fromArray(FLOAT, w, wo + 4 * COUNT);
    FloatVector w5 = FloatVector.fromArray(FLOAT, w, wo + 5 * COUNT);
    FloatVector w6 = FloatVector.fromArray(FLOAT, w, wo + 6 * COUNT);
    FloatVector w7 = FloatVector.fromArray(FLOAT, w, wo + 7 * COUNT);
    FloatVector w8 = FloatVector.fromArray(FLOAT, w, wo + 8 * COUNT);
    FloatVector zero = FloatVector.zero(FLOAT);
    for (int i = 0; i < windows; i++) {
      int at = xo + 2 * i;
      FloatVector p = FloatVector.broadcast(FLOAT, x[at]);
      FloatVector c0 = p.lanewise(FMA, w0, zero);
      p = FloatVector.broadcast(FLOAT, x[at + 1]);
      c0 = p.lanewise(FMA, w1, c0);
      FloatVector c1 = p.lanewise(FMA, w0, zero);
      p = FloatVector.broadcast(FLOAT, x[at + 2]);
      c0 = p.lanewise(FMA, w2, c0);
      c1 = p.lanewise(FMA, w1, c1);
      p = FloatVector.broadcast(FLOAT, x[at + 3]);
      c1 = p.lanewise(FMA, w2, c1);

      at += pitch;
      p = FloatVector.broadcast(FLOAT, x[at]);
      c0 = p.lanewise(FMA, w3, c0);
      FloatVector c2 = p.lanewise(FMA, w0, zero);
      p = FloatVector.broadcast(FLOAT, x[at + 1]);
      c0 = p.lanewise(FMA, w4, c0);
      c1 = p.lanewise(FMA, w3, c1);
      c2 = p.lanewise(FMA, w1, c2);
      FloatVector c3 = p.lanewise(FMA, w0, zero);
      p = FloatVector.broadcast(FLOAT, x[at + 2]);
      c0 = p.lanewise(FMA, w5, c0);
      c1 = p.lanewise(FMA, w4, c1);
      c2 = p.lanewise(FMA, w2, c2);
      c3 = p.lanewise(FMA, w1, c3);
      p = FloatVector.broadcast(FLOAT, x[at + 3]);
      c1 = p.lanewise(FMA, w5, c1);
      c3 = p.lanewise(FMA, w2, c3);

      at += pitch;
      p = FloatVector.broadcast(FLOAT, x[at]);
      c0 = p.lanewise(FMA, w6, c0);
      c2 = p.lanewise(FMA, w3, c2);
      p = FloatVector.broadcast(FLOAT, x[at + 1]);
      c0 = p.lanewise(FMA, w7, c0);
      c1 = p.lanewise(FMA, w6, c1);
      c2 = p.lanewise(FMA, w4, c2);
      c3 = p.lanewise(FMA, w3, c3);
      p = FloatVector.broadcast(FLOAT, x[at + 2]);
      c0 = p.lanewise(FMA, w8, c0);
      c1 = p.lanewise(FMA, w7, c1);
      c2 = p.lanewise(FMA, w5, c2);
      c3 = p.lanewise(FMA, w4, c3);
      p = FloatVector.broadcast(FLOAT, x[at + 3]);
      c1 = p.lanewise(FMA, w8, c1);
      c3 = p.lanewise(FMA, w5, c3);

      at += pitch;
      p = FloatVector.broadcast(FLOAT, x[at]);
      c2 = p.lanewise(FMA, w6, c2);
      p = FloatVector.broadcast(FLOAT, x[at + 1]);
      c2 = p.lanewise(FMA, w7, c2);
      c3 = p.lanewise(FMA, w6, c3);
      p = FloatVector.broadcast(FLOAT, x[at + 2]);
      c2 = p.lanewise(FMA, w8, c2);
      c3 = p.lanewise(FMA, w7, c3);
      p = FloatVector.broadcast(FLOAT, x[at + 3]);
      c3 = p.lanewise(FMA, w8, c3);
      int to = oo + 4 * i * lanes;
      c0.intoArray(out, to);
      c1.intoArray(out, to + lanes);
      c2.intoArray(out, to + 2 * lanes);
      c3.intoArray(out, to + 3 * lanes);
    }
  }
}
