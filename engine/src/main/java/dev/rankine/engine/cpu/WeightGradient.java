package dev.rankine.engine.cpu;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Conv2dGeometry;
import java.util.Arrays;

/**
 * The weight and bias gradients of a convolution: consecutive images form groups ({@link
 * Conv2dGeometry#imagesPerGroup()}), each group has its own partial result, and these are folded
 * like a binary counter: group g joins as the lowest digit, and equal digits add, older + newer.
 * The groups run in parallel; the fold's order depends on their number alone.
 */
record WeightGradient(Kernels kernels, int threads) {
  /** Leaves out every term whose dy is zero, whatever the weight or pixel: the exact rule. */
  static final Kernels EXACT = KernelChoice.scalar();

  static int groups(Conv2dGeometry g) {
    return Math.ceilDiv(g.batch(), g.imagesPerGroup());
  }

  /** Overwrites dw; parts has room for a dw of each group. */
  void weight(
      CpuConvolution convolution,
      Conv2dGeometry g,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dw,
      int dwo,
      float[] parts) {
    int size = g.weightShape().size();
    int step = g.imagesPerGroup();
    Parallel.run(
        threads,
        groups(g),
        group -> {
          int from = group * step;
          int to = Math.min(g.batch(), from + step);
          int at = group * size;
          convolution.groupGradient(g, from, to, x, xo, dy, dyo, parts, at);
          if (!kernels.settle(parts, at, size)) {
            EXACT.conv2dWeightGradient(g, from, to, x, xo, dy, dyo, parts, at);
          }
        });
    fold(parts, groups(g), size, dw, dwo);
  }

  /** Overwrites db; parts has room for a db of each group. */
  void bias(Conv2dGeometry g, float[] dy, int dyo, float[] db, int dbo, float[] parts) {
    int channels = g.outChannels();
    int plane = g.outH() * g.outW();
    int step = g.imagesPerGroup();
    Parallel.run(
        threads,
        groups(g),
        group -> {
          int at = group * channels;
          Arrays.fill(parts, at, at + channels, 0);
          for (int b = group * step; b < Math.min(g.batch(), (group + 1) * step); b++) {
            int image = dyo + b * channels * plane;
            kernels.chainSums(channels, plane, dy, image, plane, parts, at);
          }
        });
    fold(parts, groups(g), channels, db, dbo);
  }

  /** Folds the parts, destroying them. Each digit of the counter is where its oldest part was. */
  void fold(float[] parts, int groups, int size, float[] out, int oo) {
    if (groups == 0) {
      Arrays.fill(out, oo, oo + size, 0);
      return;
    }
    for (int group = 0; group < groups; group++) {
      int at = group;
      for (int digit = 1; (group & digit) != 0; digit *= 2) {
        at = join(parts, at - digit, at, size);
      }
    }
    int at = groups - Integer.lowestOneBit(groups);
    while (at > 0) {
      at = join(parts, at - Integer.lowestOneBit(at), at, size);
    }
    System.arraycopy(parts, 0, out, oo, size);
  }

  /** Older + newer, in the place of the older, which is returned. */
  private int join(float[] parts, int older, int newer, int size) {
    int to = older * size;
    kernels.zip(Binary.ADD, parts, to, 1, parts, newer * size, 1, parts, to, size);
    return older;
  }
}
