package dev.rankine.engine;

import java.util.ArrayList;
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
    List<Tensor> pooled = new ArrayList<>();
    List<Indices> argmax = new ArrayList<>();
    List<Conv2dGeometry> convolutions = blocks.convolutions();
    Tensor in = x;
    for (int i = 0; i < convolutions.size(); i++) {
      Conv2dGeometry g = convolutions.get(i);
      try (Scope local = Scope.on(backend)) {
        Tensor y = local.tensor(g.outputShape());
        backend.conv2d(g, in, weights.get(i), y);
        backend.zip(Binary.ADD, y, biases.get(i).reshape(g.outChannels(), 1, 1), y);
        backend.map(Unary.RELU, y, y);
        Pool2dGeometry pool = Pool2dGeometry.of(y.shape(), 2, 2);
        Shape shape = y.shape().with(2, pool.outH()).with(3, pool.outW());
        in = i == convolutions.size() - 1 ? out : scope.tensor(shape);
        Indices choice = scope.indices(shape.dims());
        backend.maxPool2d(pool, y, in, choice);
        pooled.add(in);
        argmax.add(choice);
      }
    }
    return new ConvBlocks.Trace(pooled, argmax);
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
        Pool2dGeometry pool = Pool2dGeometry.of(dz.shape(), 2, 2);
        backend.maxPool2dGradient(pool, alive, trace.choices().get(i), dz);
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
