package dev.rankine.engine.cpu.vector;

import dev.rankine.engine.Conv2dGeometry;
import java.util.Arrays;

/**
 * Convolution and its input gradient, one group of channels and one image at a time: the image is
 * laid out with its padding, and a {@link TapProduct} does the rest; if the channels are many, a
 * {@link PanelConvolution} does it all.
 */
final class VectorConvolution {
  private VectorConvolution() {}

  static void forward(
      Conv2dGeometry g, int from, int to, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    if (PanelConvolution.coversForward(g)) {
      PanelConvolution.forward(g, from, to, x, xo, w, wo, y, yo);
      return;
    }
    ImageLayout layout = ImageLayout.forward(g);
    int groups = g.window().groups();
    int inputs = g.inChannels() / groups * g.height() * g.width();
    int outputs = g.outChannels() / groups * layout.taps().positions();
    int m = g.outChannels() / groups;
    int kernel = g.kernelH() * g.kernelW();
    Workspace space = Workspace.get();
    float[] weights = space.floats(Workspace.ROWS, TapProduct.size(layout.taps(), m));
    TapProduct product = TapProduct.of(space, layout.taps(), m, weights, 0);
    float[] image = space.floats(Workspace.IMAGE, layout.size());
    Arrays.fill(image, 0, layout.size(), 0);
    for (int group = 0; group < groups; group++) {
      product.pack(w, wo + group * m * g.taps(), g.taps(), kernel);
      for (int b = from; b < to; b++) {
        layout.layOut(g, x, xo + (b * groups + group) * inputs, image);
        product.multiply(image, y, yo + (b * groups + group) * outputs);
      }
    }
  }

  static void inputGradient(
      Conv2dGeometry g,
      int from,
      int to,
      float[] dy,
      int dyo,
      float[] w,
      int wo,
      float[] dx,
      int dxo) {
    if (PanelConvolution.coversGradient(g)) {
      PanelConvolution.inputGradient(g, from, to, dy, dyo, w, wo, dx, dxo);
      return;
    }
    GradientLayout layout = GradientLayout.of(g);
    int groups = g.window().groups();
    int m = g.inChannels() / groups;
    int inputs = m * g.height() * g.width();
    int outputs = g.outChannels() / groups * g.outH() * g.outW();
    int kernel = g.kernelH() * g.kernelW();
    Workspace space = Workspace.get();
    TapProduct[] products = products(space, layout, m);
    float[] image = space.floats(Workspace.IMAGE, layout.size());
    Arrays.fill(image, 0, layout.size(), 0);
    int phases = layout.phases().length;
    float[] parts = space.floats(Workspace.OUTPUTS, phases > 1 ? layout.woven(m) : 0);
    for (int group = 0; group < groups; group++) {
      for (int phase = 0; phase < phases; phase++) {
        products[phase].pack(w, wo + group * g.outChannels() / groups * g.taps(), kernel, g.taps());
      }
      for (int b = from; b < to; b++) {
        layout.layOut(g, dy, dyo + (b * groups + group) * outputs, image);
        int at = dxo + (b * groups + group) * inputs;
        if (phases == 1) {
          products[0].multiply(image, dx, at);
        } else {
          multiply(products, phases, image, parts);
          layout.weave(g, parts, dx, at);
        }
      }
    }
  }

  /** A product for each phase, and what another layout left behind them. */
  private static TapProduct[] products(Workspace space, GradientLayout layout, int m) {
    int size = 0;
    for (Taps phase : layout.phases()) {
      size += TapProduct.size(phase, m);
    }
    float[] weights = space.floats(Workspace.ROWS, size);
    TapProduct[] products = space.products(layout.phases().length);
    for (int phase = 0, at = 0; phase < layout.phases().length; phase++) {
      Taps taps = layout.phases()[phase];
      products[phase] = TapProduct.of(space, taps, m, weights, at);
      at += TapProduct.size(taps, m);
    }
    return products;
  }

  private static void multiply(TapProduct[] products, int phases, float[] image, float[] parts) {
    int at = 0;
    for (int phase = 0; phase < phases; phase++) {
      TapProduct product = products[phase];
      product.multiply(image, parts, at);
      at += product.m() * product.taps().positions();
    }
  }
}
