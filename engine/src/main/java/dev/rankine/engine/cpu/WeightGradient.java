package dev.rankine.engine.cpu;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Conv2dGeometry;

/**
 * The weight gradient of a convolution: consecutive images form groups ({@link
 * Conv2dGeometry#imagesPerGroup()}), each group is one chain, and the groups' results are folded
 * like a binary counter: group g joins as the lowest digit, and equal digits add, older + newer.
 * The groups run in parallel; the fold's order depends on their number alone.
 */
record WeightGradient(Kernels kernels, int threads) {
  void compute(
      CpuConvolution convolution,
      Conv2dGeometry g,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dw,
      int dwo) {
    int size = g.weightShape().size();
    int step = g.imagesPerGroup();
    int groups = Math.ceilDiv(g.batch(), step);
    if (groups == 0) {
      java.util.Arrays.fill(dw, dwo, dwo + size, 0);
      return;
    }
    float[][] parts = new float[groups][];
    Parallel.run(
        threads,
        groups,
        group -> {
          float[] part = new float[size];
          int to = Math.min(g.batch(), (group + 1) * step);
          convolution.groupGradient(g, group * step, to, x, xo, dy, dyo, part);
          parts[group] = part;
        });
    System.arraycopy(fold(parts, size), 0, dw, dwo, size);
  }

  private float[] fold(float[][] parts, int size) {
    float[][] digits = new float[Integer.SIZE][];
    for (float[] part : parts) {
      float[] carry = part;
      int digit = 0;
      for (; digits[digit] != null; digit++) {
        carry = add(digits[digit], carry, size);
        digits[digit] = null;
      }
      digits[digit] = carry;
    }
    float[] total = null;
    for (float[] digit : digits) {
      if (digit != null) {
        total = total == null ? digit : add(digit, total, size);
      }
    }
    return total;
  }

  private float[] add(float[] older, float[] newer, int size) {
    kernels.zip(Binary.ADD, older, 0, 1, newer, 0, 1, older, 0, size);
    return older;
  }
}
