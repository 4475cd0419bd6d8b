package dev.rankine.bench.rankine;

import dev.rankine.bench.work.Blocks;
import dev.rankine.bench.work.Trial;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.ConvBlocks;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Stacks of convolution, bias, ReLU and pooling as one primitive of a backend. */
record FusedBlocks(Backend backend) {
  Trial open(Blocks workload) {
    ConvBlocks blocks = workload.geometry();
    Tensor x = Tensor.of(backend, blocks.inputShape(), workload.x());
    List<Tensor> weights = new ArrayList<>();
    List<Tensor> biases = new ArrayList<>();
    for (int i = 0; i < blocks.blocks().size(); i++) {
      Conv2dGeometry convolution = blocks.convolutions().get(i);
      weights.add(Tensor.of(backend, convolution.weightShape(), workload.w(i)));
      biases.add(Tensor.of(backend, Shape.of(convolution.outChannels()), workload.b(i)));
    }
    Tensor y = Tensor.zeros(backend, blocks.outputShape());
    if (!workload.backward()) {
      return Trial.of(
          () -> {
            try (Scope scope = Scope.on(backend)) {
              backend.convBlocks(blocks, x, weights, biases, y, scope);
            }
          },
          y::toFloats);
    }
    Scope kept = Scope.on(backend);
    ConvBlocks.Trace trace = backend.convBlocks(blocks, x, weights, biases, y, kept);
    Tensor dy = Tensor.of(backend, blocks.outputShape(), workload.dy());
    List<Tensor> dWeights = weights.stream().map(w -> Tensor.zeros(backend, w.shape())).toList();
    List<Tensor> dBiases = biases.stream().map(b -> Tensor.zeros(backend, b.shape())).toList();
    Optional<Tensor> dx =
        workload.inputGradient() ? Optional.of(Tensor.zeros(backend, x.shape())) : Optional.empty();
    return Trial.of(
        () ->
            backend.convBlocksGradient(
                blocks, x, weights, biases, trace, dy, dWeights, dBiases, dx),
        () ->
            Parts.concatenation(
                Stream.of(dWeights.stream(), dBiases.stream(), dx.stream())
                    .flatMap(part -> part)
                    .map(Tensor::toFloats)));
  }
}
