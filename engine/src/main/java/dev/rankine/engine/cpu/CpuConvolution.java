package dev.rankine.engine.cpu;

import dev.rankine.engine.Conv2dGeometry;

/**
 * The three convolutions over a batch, as whole tensors. {@link ImplicitConvolution} never forms
 * the im2col matrix, {@link MaterialisedConvolution} does; they agree to the bit.
 */
sealed interface CpuConvolution permits ImplicitConvolution, MaterialisedConvolution {
  void forward(Conv2dGeometry g, float[] x, int xo, float[] w, int wo, float[] y, int yo);

  void inputGradient(Conv2dGeometry g, float[] dy, int dyo, float[] w, int wo, float[] dx, int dxo);

  /** One group's part of the weight gradient, images from … to − 1, overwriting part at po. */
  void groupGradient(
      Conv2dGeometry g,
      int from,
      int to,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] part,
      int po);
}
