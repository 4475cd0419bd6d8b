package dev.rankine.engine.cpu;

import dev.rankine.engine.Conv2dGeometry;

/**
 * Convolution the textbook way (Chellapilla, Puri and Simard 2006): the im2col matrix is written
 * out and a GEMM does the rest. It shows what {@link ImplicitConvolution} saves, and is the second
 * opinion on its results.
 *
 * <pre>
 * forward  Y  (O, P)     = W' (O, K) · im2col(x) (K, P)        K = (kernel row, kernel column, C)
 * dX       dX (C, HW)    = W" (C, L) · im2col'(dy) (L, HW)     L = (kernel row, kernel column, O),
 *                                                              taps from the last to the first
 * dW       dW'(O, K)     = Σ images dY (O, P) · im2col(x)ᵀ     P = outH·outW
 * </pre>
 */
record MaterialisedConvolution(Kernels kernels, int threads) implements CpuConvolution {
  @Override
  public void forward(Conv2dGeometry g, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    int taps = g.taps();
    int outputs = g.outH() * g.outW();
    int o = g.outChannels();
    float[] ordered = new float[o * taps];
    reorder(g, w, wo, ordered, false);
    Parallel.run(
        threads,
        g.batch(),
        b -> {
          float[] columns = new float[taps * outputs];
          im2col(g, x, xo + b * g.inChannels() * g.height() * g.width(), columns);
          kernels.gemm(
              o,
              outputs,
              taps,
              1,
              ordered,
              0,
              taps,
              1,
              columns,
              0,
              outputs,
              1,
              0,
              y,
              yo + b * o * outputs,
              outputs);
        });
  }

  @Override
  public void inputGradient(
      Conv2dGeometry g, float[] dy, int dyo, float[] w, int wo, float[] dx, int dxo) {
    int c = g.inChannels();
    int inputs = g.height() * g.width();
    int taps = g.kernelH() * g.kernelW() * g.outChannels();
    float[] ordered = new float[c * taps];
    reorder(g, w, wo, ordered, true);
    Parallel.run(
        threads,
        g.batch(),
        b -> {
          float[] columns = new float[taps * inputs];
          gradientColumns(g, dy, dyo + b * g.outChannels() * g.outH() * g.outW(), columns);
          kernels.gemm(
              c,
              inputs,
              taps,
              1,
              ordered,
              0,
              taps,
              1,
              columns,
              0,
              inputs,
              1,
              0,
              dx,
              dxo + b * c * inputs,
              inputs);
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
    int taps = g.taps();
    int outputs = g.outH() * g.outW();
    int o = g.outChannels();
    float[] columns = new float[taps * outputs];
    float[] sum = new float[taps * o];
    for (int b = from; b < to; b++) {
      im2col(g, x, xo + b * g.inChannels() * g.height() * g.width(), columns);
      kernels.gemm(
          taps,
          o,
          outputs,
          1,
          columns,
          0,
          outputs,
          1,
          dy,
          dyo + b * o * outputs,
          1,
          outputs,
          b == from ? 0 : 1,
          sum,
          0,
          o);
    }
    int kernel = g.kernelH() * g.kernelW();
    for (int i = 0; i < taps * o; i++) {
      int tap = i % kernel;
      int ci = i / kernel % g.inChannels();
      part[po + i] = sum[(tap * g.inChannels() + ci) * o + i / taps];
    }
  }

  /** (O, C, taps) to (O, (taps, C)), or to (C, (taps, O)) for the input gradient. */
  private static void reorder(Conv2dGeometry g, float[] w, int wo, float[] out, boolean byInput) {
    int c = g.inChannels();
    int o = g.outChannels();
    int kernel = g.kernelH() * g.kernelW();
    for (int i = 0; i < out.length; i++) {
      int tap = i % kernel;
      int ci = i / kernel % c;
      int oi = i / kernel / c;
      int at = byInput ? (ci * kernel + kernel - 1 - tap) * o + oi : (oi * kernel + tap) * c + ci;
      out[at] = w[wo + i];
    }
  }

  /** Row (kh, kw, c), column (oh, ow): the input under that tap, +0 in the padding. */
  private static void im2col(Conv2dGeometry g, float[] x, int xo, float[] columns) {
    Conv2dGeometry.Window window = g.window();
    int at = 0;
    for (int row = 0; row < g.taps(); row++) {
      int tap = row / g.inChannels();
      int plane = xo + row % g.inChannels() * g.height() * g.width();
      int ih = tap / g.kernelW() * window.dilation() - window.padding();
      for (int oh = 0; oh < g.outH(); oh++, ih += window.stride()) {
        int iw = tap % g.kernelW() * window.dilation() - window.padding();
        boolean rowInside = ih >= 0 && ih < g.height();
        for (int ow = 0; ow < g.outW(); ow++, iw += window.stride()) {
          boolean inside = rowInside && iw >= 0 && iw < g.width();
          columns[at++] = inside ? x[plane + ih * g.width() + iw] : 0;
        }
      }
    }
  }

  /** Row (kh, kw, o), column (ih, iw): the output gradient that this input reaches, or +0. */
  private static void gradientColumns(Conv2dGeometry g, float[] dy, int dyo, float[] columns) {
    java.util.Arrays.fill(columns, 0);
    Conv2dGeometry.Window window = g.window();
    int inputs = g.height() * g.width();
    int outputs = g.outH() * g.outW();
    for (int row = 0; row < columns.length / Math.max(1, inputs); row++) {
      int tap = g.kernelH() * g.kernelW() - 1 - row / g.outChannels();
      int plane = dyo + row % g.outChannels() * outputs;
      for (int oh = 0; oh < g.outH(); oh++) {
        int ih = oh * window.stride() - window.padding() + tap / g.kernelW() * window.dilation();
        for (int ow = 0; ow < g.outW(); ow++) {
          int iw = ow * window.stride() - window.padding() + tap % g.kernelW() * window.dilation();
          if (ih >= 0 && ih < g.height() && iw >= 0 && iw < g.width()) {
            columns[row * inputs + ih * g.width() + iw] = dy[plane + oh * g.outW() + ow];
          }
        }
      }
    }
  }
}
