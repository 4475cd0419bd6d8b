package dev.rankine.engine;

import java.util.List;
import java.util.Optional;

/**
 * {@link Backend#convBlocks} built from the other primitives: what every faster form must equal.
 */
final class ConvBlocksComposed {
  private ConvBlocksComposed() {}

  static ConvBlocks.Trace forward(
      Backend backend,
      ConvBlocks blocks,
      Tensor x,
      List<Tensor> weights,
      List<Tensor> biases,
      Tensor out,
      Scope scope) {
    List<Conv2dGeometry> convolutions = blocks.convolutions();
    int last = convolutions.size() - 1;
    List<Tensor> pooled =
        Lists.generate(
            convolutions.size(),
            i -> i == last ? out : scope.tensor(pooledShape(convolutions.get(i))));
    List<Indices> argmax = Lists.map(pooled, y -> scope.indices(y.shape()));
    for (int i = 0; i < convolutions.size(); i++) {
      Conv2dGeometry g = convolutions.get(i);
      Tensor in = i == 0 ? x : pooled.get(i - 1);
      try (Scope local = Scope.on(backend)) {
        Tensor y = local.tensor(g.outputShape());
        backend.conv2d(g, in, weights.get(i), y);
        Tensor bias = biases.get(i).reshape(Shape.of(g.outChannels(), 1, 1));
        backend.zip(Binary.ADD, y, bias, y);
        backend.map(Unary.RELU, y, y);
        backend.maxPool2d(pooling(g), y, pooled.get(i), argmax.get(i));
      }
    }
    return new ConvBlocks.Trace(pooled, argmax);
  }

  private static Shape pooledShape(Conv2dGeometry g) {
    return g.outputShape().with(2, g.outH() / 2).with(3, g.outW() / 2);
  }

  private static Pool2dGeometry pooling(Conv2dGeometry g) {
    return Pool2dGeometry.of(g.outputShape(), 2, 2);
  }

  static void gradient(
      Backend backend,
      ConvBlocks blocks,
      Tensor x,
      List<Tensor> weights,
      ConvBlocks.Trace trace,
      Tensor dy,
      List<Tensor> dWeights,
      List<Tensor> dBiases,
      Optional<Tensor> dx) {
    List<Conv2dGeometry> convolutions = blocks.convolutions();
    try (Scope local = Scope.on(backend)) {
      Tensor dPooled = dy;
      for (int i = convolutions.size() - 1; i >= 0; i--) {
        Conv2dGeometry g = convolutions.get(i);
        Tensor pooled = trace.values().get(i);
        Tensor alive = local.tensor(pooled.shape());
        backend.zip(Binary.RELU_GRADIENT, dPooled, pooled, alive);
        Tensor dz = local.tensor(g.outputShape());
        backend.maxPool2dGradient(pooling(g), alive, trace.choices().get(i), dz);
        Tensor in = i == 0 ? x : trace.values().get(i - 1);
        backend.conv2dWeightGradient(g, in, dz, dWeights.get(i));
        backend.conv2dBiasGradient(g, dz, dBiases.get(i));
        if (i > 0 || dx.isPresent()) {
          dPooled = i > 0 ? local.tensor(g.inputShape()) : dx.get();
          backend.conv2dInputGradient(g, dz, weights.get(i), dPooled);
        }
      }
    }
  }
}
