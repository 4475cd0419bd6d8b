package dev.rankine.engine.reference;

import dev.rankine.engine.Conv2dGeometry;

/**
 * Convolution as the definition states it: every pair of an output and a tap inside the image,
 * visited once. Forward reads the input and adds to the output, the gradients read the output's and
 * add to the input or the weight.
 */
final class ReferenceConvolution {
  /** What to do with one product: indices relative to the start of x, w and y. */
  interface Pair {
    void visit(int x, int w, int y);
  }

  private ReferenceConvolution() {}

  static void forEach(Conv2dGeometry g, Pair pair) {
    int groups = g.window().groups();
    int ins = g.inChannels() / groups;
    for (int b = 0; b < g.batch(); b++) {
      for (int o = 0; o < g.outChannels(); o++) {
        int first = o / (g.outChannels() / groups) * ins;
        for (int c = 0; c < ins; c++) {
          plane(g, b * g.inChannels() + first + c, o * ins + c, b * g.outChannels() + o, pair);
        }
      }
    }
  }

  private static void plane(Conv2dGeometry g, int x, int w, int y, Pair pair) {
    Conv2dGeometry.Window window = g.window();
    for (int oh = 0; oh < g.outH(); oh++) {
      for (int ow = 0; ow < g.outW(); ow++) {
        for (int kh = 0; kh < g.kernelH(); kh++) {
          for (int kw = 0; kw < g.kernelW(); kw++) {
            int ih = oh * window.stride() - window.padding() + kh * window.dilation();
            int iw = ow * window.stride() - window.padding() + kw * window.dilation();
            if (ih >= 0 && ih < g.height() && iw >= 0 && iw < g.width()) {
              pair.visit(
                  (x * g.height() + ih) * g.width() + iw,
                  (w * g.kernelH() + kh) * g.kernelW() + kw,
                  (y * g.outH() + oh) * g.outW() + ow);
            }
          }
        }
      }
    }
  }
}
