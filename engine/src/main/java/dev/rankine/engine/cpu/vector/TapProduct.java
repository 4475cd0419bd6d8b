package dev.rankine.engine.cpu.vector;

import java.util.Arrays;

/**
 * Weights times the im2col matrix of one image, which exists only as offsets into that image.
 *
 * <pre>
 *   weights (M, K)  ·  im2col (K, positions)  =  y (M, positions)
 * </pre>
 *
 * <p>A few vectors of outputs meet all rows of weights before the next, so that what they read of
 * the image stays in the first-level cache; if the taps are many, a block of them at a time.
 *
 * @param m rows
 * @param weights packed for the tile, from wo on: for each few rows, the taps
 * @param block taps of a block
 * @param part rows that the tile has and the product has not, or rows with something between
 */
record TapProduct(Taps taps, int m, float[] weights, int wo, int block, float[] part) {
  /** Taps of a block at most: their pixels and a few rows of weights fill the cache by half. */
  private static final int DEEPEST = 640;

  /** Vectors that use a few rows of weights while these are in the cache, if one block is all. */
  private static final int GROUP = 4;

  private static final Tile TILE = Tile.BEST;
  private static final int HEIGHT = TILE.rows();

  /** Floats of packed weights. */
  static int size(Taps taps, int m) {
    return padded(m) * taps.depth();
  }

  private static int padded(int m) {
    return Math.ceilDiv(m, HEIGHT) * HEIGHT;
  }

  /** Rows that the tiles store where they belong. */
  private static int whole(Taps taps, int m) {
    return taps.isDense() && !taps.isStaged() ? m / HEIGHT * HEIGHT : 0;
  }

  /** In a thread's workspace, with room for the weights from wo on. */
  static TapProduct of(Workspace space, Taps taps, int m, float[] weights, int wo) {
    int depth = taps.depth();
    int block = Math.ceilDiv(depth, Math.max(1, Math.ceilDiv(depth, DEEPEST)));
    int rest = padded(m) - whole(taps, m);
    float[] part = space.floats(Workspace.RESULT, rest * taps.stored(0));
    return new TapProduct(taps, m, weights, wo, block, part);
  }

  /** Row i, tap t, channel c is {@code w[from + i·rowStride + c·channelStride + t]}. */
  void pack(float[] w, int from, int rowStride, int channelStride) {
    int channels = taps.channels();
    Arrays.fill(weights, wo, wo + size(taps, m), 0);
    for (int i = 0; i < m; i++) {
      int to = wo + i / HEIGHT * HEIGHT * taps.depth() + i % HEIGHT;
      for (int tap : taps.kernel()) {
        int at = from + i * rowStride + tap;
        for (int c = 0; c < channels; c++, to += HEIGHT, at += channelStride) {
          weights[to] = w[at];
        }
      }
    }
  }

  /** Overwrites y, (M, positions). */
  void multiply(float[] image, float[] y, int yo) {
    if (taps.depth() == 0) {
      Arrays.fill(y, yo, yo + m * taps.positions(), 0);
      return;
    }
    int whole = whole(taps, m);
    int all = taps.targets().length;
    int some = taps.vectors();
    for (int top = 0, v = 0; top < taps.rows(); top += taps.height(), v += some) {
      block(v, Math.min(v + some, all), whole, taps.stored(top), image, y, yo);
      taps.collect(m - whole, top, part, y, yo + whole * taps.span());
    }
  }

  /** The first rows, then the last few. */
  private void block(int first, int last, int whole, int ld, float[] image, float[] y, int yo) {
    // Chains that go on over blocks of taps must not meet what an overlapping vector has stored.
    int group = block < taps.depth() ? 2 : GROUP;
    for (int v = first; v < last; v += group) {
      int end = Math.min(v + group, last);
      for (int k = 0; k < taps.depth(); k += block) {
        for (int i = 0; i < whole; i += HEIGHT) {
          rows(i, k, v, end, ld, image, y, yo + i * ld);
        }
        for (int i = whole; i < m; i += HEIGHT) {
          rows(i, k, v, end, ld, image, part, (i - whole) * ld);
        }
      }
    }
  }

  /** Vectors v to end − 1 of one tile's rows, for a block of taps. */
  private void rows(int i, int k, int v, int end, int ld, float[] image, float[] z, int zo) {
    int[] offsets = taps.offsets();
    int[] from = taps.sources();
    int[] to = taps.targets();
    int last = Math.min(k + block, offsets.length);
    int a = wo + i * offsets.length;
    for (int j = v; j < end; j += 2) {
      int b0 = from[j];
      int b1 = from[j + 1];
      int c0 = zo + to[j];
      int c1 = zo + to[j + 1];
      if (k == 0) {
        TILE.start(0, last, weights, a, offsets, image, b0, b1, z, c0, c1, ld);
      } else {
        TILE.resume(k, last, weights, a, offsets, image, b0, b1, z, c0, c1, ld);
      }
    }
  }
}
