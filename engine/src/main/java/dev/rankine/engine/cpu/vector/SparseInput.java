package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;
import static dev.rankine.engine.cpu.vector.ChannelLanes.FLOAT;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;

/**
 * What the nonzero elements of a row of output gradients add to the gradient of the image that the
 * block read: each adds dy times its channel's kernel to the patch that the kernel saw. The
 * elements of one column share a patch, which a 3×3 kernel keeps in registers meanwhile.
 */
final class SparseInput {
  /** The first bit of a window's right output, half of a word. */
  private static final int RIGHT = Long.SIZE / 2;

  private SparseInput() {}

  /**
   * dx[column·step + row·pitch + …] += dy·w[channel][row][…] for the elements of a {@link
   * SparseRows} list.
   *
   * @param span elements of a kernel row, whole vectors
   */
  static void add(
      int n,
      int[] list,
      float[] dy,
      int at,
      int pixel,
      int kernel,
      int span,
      float[] w,
      int wo,
      float[] dx,
      int xo,
      int step,
      int pitch) {
    if (kernel == 3 && span == 2 * COUNT) {
      six(n, list, dy, at, pixel, w, wo, dx, xo, step, pitch);
    } else {
      any(n, list, dy, at, pixel, kernel, span, w, wo, dx, xo, step, pitch);
    }
  }

  static void any(
      int n,
      int[] list,
      float[] dy,
      int at,
      int pixel,
      int kernel,
      int span,
      float[] w,
      int wo,
      float[] dx,
      int xo,
      int step,
      int pitch) {
    for (int i = 0; i < n; i++) {
      int column = list[i] >>> 16;
      int channel = list[i] & 0xffff;
      FloatVector d = FloatVector.broadcast(FLOAT, dy[at + (column >> 1) * pixel + channel]);
      for (int row = 0; row < kernel; row++) {
        int to = xo + column * step + row * pitch;
        int from = wo + (channel * kernel + row) * span;
        for (int p = 0; p < span; p += COUNT) {
          FloatVector s = FloatVector.fromArray(FLOAT, dx, to + p);
          d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, from + p), s).intoArray(dx, to + p);
        }
      }
    }
  }

  static void six(
      int n,
      int[] list,
      float[] dy,
      int at,
      int pixel,
      float[] w,
      int wo,
      float[] dx,
      int xo,
      int step,
      int pitch) {
    int span = 2 * COUNT;
    for (int i = 0; i < n; ) {
      int column = list[i] >>> 16;
      int to = xo + column * step;
      int d = at + (column >> 1) * pixel;
      FloatVector s00 = FloatVector.fromArray(FLOAT, dx, to);
      FloatVector s01 = FloatVector.fromArray(FLOAT, dx, to + COUNT);
      FloatVector s10 = FloatVector.fromArray(FLOAT, dx, to + pitch);
      FloatVector s11 = FloatVector.fromArray(FLOAT, dx, to + pitch + COUNT);
      FloatVector s20 = FloatVector.fromArray(FLOAT, dx, to + 2 * pitch);
      FloatVector s21 = FloatVector.fromArray(FLOAT, dx, to + 2 * pitch + COUNT);
      do {
        int channel = list[i] & 0xffff;
        FloatVector g = FloatVector.broadcast(FLOAT, dy[d + channel]);
        int from = wo + channel * 3 * span;
        s00 = g.lanewise(FMA, FloatVector.fromArray(FLOAT, w, from), s00);
        s01 = g.lanewise(FMA, FloatVector.fromArray(FLOAT, w, from + COUNT), s01);
        s10 = g.lanewise(FMA, FloatVector.fromArray(FLOAT, w, from + 2 * COUNT), s10);
        s11 = g.lanewise(FMA, FloatVector.fromArray(FLOAT, w, from + 3 * COUNT), s11);
        s20 = g.lanewise(FMA, FloatVector.fromArray(FLOAT, w, from + 4 * COUNT), s20);
        s21 = g.lanewise(FMA, FloatVector.fromArray(FLOAT, w, from + 5 * COUNT), s21);
        i++;
      } while (i < n && list[i] >>> 16 == column);
      s00.intoArray(dx, to);
      s01.intoArray(dx, to + COUNT);
      s10.intoArray(dx, to + pitch);
      s11.intoArray(dx, to + pitch + COUNT);
      s20.intoArray(dx, to + 2 * pitch);
      s21.intoArray(dx, to + 2 * pitch + COUNT);
    }
  }

  /** Whether {@link #sliding} covers a block: 3×3, a pixel of the input is one vector. */
  static boolean slides(BlockLayout in) {
    return in.kernel() == 3 && in.channels() == COUNT && in.vectors() * COUNT <= RIGHT;
  }

  /**
   * A whole row of the gradient before pooling, from that of the pooled row and its choices, which
   * are two integers apart. The three by four pixels that a window's two outputs in this row reach
   * stay in registers; on the way to the next window the left half is stored and as much loaded.
   *
   * <pre>
   *   a kernel row as laid out     0  w0 w1 w2  0
   *   for the left output             w0 w1 w2  0
   *   for the right output         0  w0 w1 w2
   * </pre>
   *
   * <p>So both outputs' elements are one run in (column, channel) order.
   *
   * @param vectors vectors of output channels
   * @param dy finite, {@code pixel} elements a window
   * @param w (O, 3, 5, COUNT)
   * @param pitch elements between rows of dx
   */
  static void sliding(
      int windows,
      int vectors,
      float[] dy,
      int at,
      int pixel,
      int[] choice,
      int co,
      float[] w,
      int wo,
      float[] dx,
      int xo,
      int pitch) {
    if (windows <= 0) {
      return;
    }
    FloatVector s00 = FloatVector.fromArray(FLOAT, dx, xo);
    FloatVector s01 = FloatVector.fromArray(FLOAT, dx, xo + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOAT, dx, xo + pitch);
    FloatVector s11 = FloatVector.fromArray(FLOAT, dx, xo + pitch + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOAT, dx, xo + 2 * pitch);
    FloatVector s21 = FloatVector.fromArray(FLOAT, dx, xo + 2 * pitch + COUNT);
    for (int i = 0; i < windows; i++) {
      int to = xo + 2 * i * COUNT;
      int from = at + i * pixel;
      FloatVector s02 = FloatVector.fromArray(FLOAT, dx, to + 2 * COUNT);
      FloatVector s03 = FloatVector.fromArray(FLOAT, dx, to + 3 * COUNT);
      FloatVector s12 = FloatVector.fromArray(FLOAT, dx, to + pitch + 2 * COUNT);
      FloatVector s13 = FloatVector.fromArray(FLOAT, dx, to + pitch + 3 * COUNT);
      FloatVector s22 = FloatVector.fromArray(FLOAT, dx, to + 2 * pitch + 2 * COUNT);
      FloatVector s23 = FloatVector.fromArray(FLOAT, dx, to + 2 * pitch + 3 * COUNT);
      long left = 0;
      long alive = 0;
      for (int v = 0; v < vectors; v++) {
        int chosen = choice[co + (i * vectors + v) * 2];
        left |= (chosen & 0xffffL) << v * COUNT;
        alive |= (long) (chosen >>> 16) << v * COUNT;
      }
      alive = left | alive << RIGHT;
      for (; alive != 0; alive &= alive - 1) {
        int bit = Long.numberOfTrailingZeros(alive);
        int right = bit / RIGHT;
        int channel = bit % RIGHT;
        float element = dy[from + channel];
        if (element == 0) {
          continue;
        }
        FloatVector d = FloatVector.broadcast(FLOAT, element);
        int k = wo + (15 * channel + 1 - right) * COUNT;
        s00 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k), s00);
        s01 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + COUNT), s01);
        s02 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + 2 * COUNT), s02);
        s03 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + 3 * COUNT), s03);
        s10 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + 5 * COUNT), s10);
        s11 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + 6 * COUNT), s11);
        s12 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + 7 * COUNT), s12);
        s13 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + 8 * COUNT), s13);
        s20 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + 10 * COUNT), s20);
        s21 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + 11 * COUNT), s21);
        s22 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + 12 * COUNT), s22);
        s23 = d.lanewise(FMA, FloatVector.fromArray(FLOAT, w, k + 13 * COUNT), s23);
      }
      ((FloatVector) s00.check(FLOAT)).intoArray(dx, to);
      ((FloatVector) s01.check(FLOAT)).intoArray(dx, to + COUNT);
      ((FloatVector) s10.check(FLOAT)).intoArray(dx, to + pitch);
      ((FloatVector) s11.check(FLOAT)).intoArray(dx, to + pitch + COUNT);
      ((FloatVector) s20.check(FLOAT)).intoArray(dx, to + 2 * pitch);
      ((FloatVector) s21.check(FLOAT)).intoArray(dx, to + 2 * pitch + COUNT);
      s00 = s02;
      s01 = s03;
      s10 = s12;
      s11 = s13;
      s20 = s22;
      s21 = s23;
    }
    int end = xo + 2 * windows * COUNT;
    ((FloatVector) s00.check(FLOAT)).intoArray(dx, end);
    ((FloatVector) s01.check(FLOAT)).intoArray(dx, end + COUNT);
    ((FloatVector) s10.check(FLOAT)).intoArray(dx, end + pitch);
    ((FloatVector) s11.check(FLOAT)).intoArray(dx, end + pitch + COUNT);
    ((FloatVector) s20.check(FLOAT)).intoArray(dx, end + 2 * pitch);
    ((FloatVector) s21.check(FLOAT)).intoArray(dx, end + 2 * pitch + COUNT);
  }
}
