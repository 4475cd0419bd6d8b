package dev.rankine.engine.opencl;

import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Tensor;

/** A convolution of one group and both of its gradients, see convolution.cl. */
record Convolutions(DeviceBackend backend, Conv2dGeometry g) {
  private static final String PROGRAM = "convolution";

  /** Positions of a work item; POSITIONS in convolution.cl. */
  private static final int POSITIONS = 4;

  /** Channels of a vector. */
  private static final int LANES = 8;

  /** Parts that the images of a weight gradient are dealt to. */
  private static final int CHUNKS = 16;

  void forward(Tensor x, Tensor w, Tensor out) {
    convolve(x, w, out, g.inChannels(), g.outChannels(), g.outH(), g.outW(), geometry(false));
  }

  void inputGradient(Tensor dy, Tensor w, Tensor dx) {
    convolve(dy, w, dx, g.outChannels(), g.inChannels(), g.height(), g.width(), geometry(true));
  }

  /** The struct Geometry: the source is x, or dy for the input gradient. */
  private int[] geometry(boolean gradient) {
    int[] image = {g.inChannels(), g.height(), g.width()};
    int[] output = {g.outChannels(), g.outH(), g.outW()};
    int[] source = gradient ? output : image;
    int[] target = gradient ? image : output;
    return new int[] {
      source[0],
      source[1],
      source[2],
      target[0],
      target[1],
      target[2],
      g.kernelH(),
      g.kernelW(),
      g.window().stride(),
      g.window().padding(),
      g.window().dilation(),
      gradient ? 1 : 0
    };
  }

  private void convolve(
      Tensor source,
      Tensor w,
      Tensor target,
      int channels,
      int targetChannels,
      int height,
      int width,
      int[] geometry) {
    int blocks = Math.ceilDiv(targetChannels, LANES);
    try (Scope scope = Scope.on(backend)) {
      Tensor packed = scope.tensor(g.kernelH() * g.kernelW() * channels, blocks * LANES);
      backend
          .launch(PROGRAM, "pack_weights")
          .array(w)
          .array(packed)
          .struct(geometry)
          .ints(packed.size())
          .run(packed.size());
      int items = height * Math.ceilDiv(width, POSITIONS);
      backend
          .launch(PROGRAM, "convolve")
          .array(source)
          .array(packed)
          .array(target)
          .struct(geometry)
          .ints(items)
          .run(new long[] {items, blocks, g.batch()}, new long[] {Device.GROUP, 1, 1});
    }
  }

  void weightGradient(Tensor x, Tensor dy, Tensor dw) {
    int blocks = Math.ceilDiv(g.outChannels(), LANES);
    int images = Math.max(1, Math.ceilDiv(g.batch(), CHUNKS));
    int chunks = Math.ceilDiv(g.batch(), images);
    int items = g.kernelH() * g.kernelW() * g.inChannels();
    int outputs = g.outH() * g.outW();
    int[] geometry = geometry(false);
    try (Scope scope = Scope.on(backend)) {
      Tensor upstream = scope.tensor(g.batch(), outputs, blocks * LANES);
      Tensor parts = scope.tensor(chunks, items, blocks * LANES);
      backend
          .launch(PROGRAM, "channels_last")
          .array(dy)
          .array(upstream)
          .ints(g.outChannels(), outputs)
          .run(new long[] {outputs, g.batch()}, new long[] {Device.GROUP, 1});
      backend
          .launch(PROGRAM, "weight_gradient")
          .array(x)
          .array(upstream)
          .array(parts)
          .struct(geometry)
          .ints(g.batch(), images, items)
          .run(new long[] {items, blocks, chunks}, new long[] {1, 1, 1});
      backend
          .launch(PROGRAM, "fold_weights")
          .array(parts)
          .array(dw)
          .struct(geometry)
          .ints(chunks, dw.size())
          .run(dw.size());
    }
  }
}
