package dev.rankine.engine.cpu;

import dev.rankine.engine.Conv2dGeometry;

/** Convolution through the kernels that form im2col on the fly, parallel over images. */
record ImplicitConvolution(Kernels kernels, int threads) implements CpuConvolution {
  /** Multiply-adds that a task has at least: about 5 µs of work. */
  private static final long GRAIN = 1 << 18;

  /** Tasks of a large batch: enough to share out evenly, few enough to pack weights for each. */
  private static final int TASKS = 16;

  @Override
  public void forward(Conv2dGeometry g, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    int step = imagesPerTask(g);
    Parallel.run(
        threads,
        Math.ceilDiv(g.batch(), step),
        task -> {
          int to = Math.min(g.batch(), (task + 1) * step);
          kernels.conv2d(g, task * step, to, x, xo, w, wo, y, yo);
        });
  }

  @Override
  public void inputGradient(
      Conv2dGeometry g, float[] dy, int dyo, float[] w, int wo, float[] dx, int dxo) {
    int step = imagesPerTask(g);
    Parallel.run(
        threads,
        Math.ceilDiv(g.batch(), step),
        task -> {
          int to = Math.min(g.batch(), (task + 1) * step);
          kernels.conv2dInputGradient(g, task * step, to, dy, dyo, w, wo, dx, dxo);
        });
  }

  @Override
  public void groupGradient(
      Conv2dGeometry g,
      int from,
      int to,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] part,
      int po) {
    kernels.conv2dWeightGradient(g, from, to, x, xo, dy, dyo, part, po);
  }

  private static int imagesPerTask(Conv2dGeometry g) {
    long perImage = (long) g.outChannels() * g.outH() * g.outW() * g.taps();
    long enough = Math.max(GRAIN / Math.max(1, perImage), Math.ceilDiv(g.batch(), TASKS));
    return Math.clamp(enough, 1, Math.max(1, g.batch()));
  }
}
