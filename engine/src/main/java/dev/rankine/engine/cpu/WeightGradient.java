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

  /** Computes one group's part, images from … to − 1, overwriting out. */
  private interface Part {
    void compute(int from, int to, float[] out);
  }

  void weight(
      CpuConvolution convolution,
      Conv2dGeometry g,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dw,
      int dwo) {
    int size = g.weightShape().size();
    Part part =
        (from, to, out) -> {
          convolution.groupGradient(g, from, to, x, xo, dy, dyo, out);
          if (!kernels.settle(out, 0, size)) {
            EXACT.conv2dWeightGradient(g, from, to, x, xo, dy, dyo, out, 0);
          }
        };
    sum(g, size, part, dw, dwo);
  }

  void bias(Conv2dGeometry g, float[] dy, int dyo, float[] db, int dbo) {
    int channels = g.outChannels();
    int plane = g.outH() * g.outW();
    Part part =
        (from, to, out) -> {
          float[] partials = new float[32];
          for (int o = 0; o < channels; o++) {
            Arrays.fill(partials, 0);
            for (int b = from; b < to; b++) {
              kernels.columnSums(
                  partials, g.outH(), g.outW(), dy, dyo + (b * channels + o) * plane);
            }
            out[o] = Reducer.tree(partials, false);
          }
        };
    sum(g, channels, part, db, dbo);
  }

  private void sum(Conv2dGeometry g, int size, Part part, float[] out, int oo) {
    int step = g.imagesPerGroup();
    int groups = Math.ceilDiv(g.batch(), step);
    float[][] parts = new float[groups][size];
    Parallel.run(
        threads,
        groups,
        group -> part.compute(group * step, Math.min(g.batch(), (group + 1) * step), parts[group]));
    fold(kernels, parts, size, out, oo);
  }

  /** Folds the groups' results, destroying them; no group gives zeros. */
  static void fold(Kernels kernels, float[][] parts, int size, float[] out, int oo) {
    float[][] digits = new float[Integer.SIZE][];
    for (float[] part : parts) {
      float[] carry = part;
      int digit = 0;
      for (; digits[digit] != null; digit++) {
        carry = add(kernels, digits[digit], carry, size);
        digits[digit] = null;
      }
      digits[digit] = carry;
    }
    float[] total = null;
    for (float[] digit : digits) {
      if (digit != null) {
        total = total == null ? digit : add(kernels, digit, total, size);
      }
    }
    if (total == null) {
      Arrays.fill(out, oo, oo + size, 0);
    } else {
      System.arraycopy(total, 0, out, oo, size);
    }
  }

  private static float[] add(Kernels kernels, float[] older, float[] newer, int size) {
    kernels.zip(Binary.ADD, older, 0, 1, newer, 0, 1, older, 0, size);
    return older;
  }
}
