package dev.rankine.bench.rankine;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Concat;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.MaxPool2d;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.bench.work.Network;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.DenseLayer;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.LoraLinear;
import dev.rankine.lora.WidenedLinear;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A {@link Network} of Rankine's layers, as the demo builds it.
 *
 * @param prefix its first layers, all frozen; without any it passes images on
 * @param rest the layers behind them
 * @param trained the parameters that train, in the network's order
 */
record Model(Layer prefix, Layer rest, List<Parameter> trained) {
  /** All of it. */
  Layer layer() {
    return Sequential.of(prefix, rest);
  }

  static Model of(Backend backend, Network network) {
    Map<String, Tensor> initial = new LinkedHashMap<>();
    Network.BASE_SHAPES.forEach(
        (name, dims) ->
            initial.put(name, Tensor.of(backend, Shape.of(dims), network.initial(name))));
    Parameters parameters = Parameters.load(backend, initial);
    List<Layer> features = features(parameters.at("conv"));
    Linear fc1 = Linear.of(parameters.at("fc1"), 784, 64);
    Linear fc2 = Linear.of(parameters.at("fc2"), 64, Network.CLASSES);
    return switch (network) {
      case BASE -> {
        Layer whole = Sequential.of(append(features, fc1, new Relu(), fc2));
        yield new Model(Sequential.of(), whole, whole.parameters());
      }
      case FEATURE_LORA -> adapted(Sequential.of(features.toArray(Layer[]::new)), fc1, fc2);
    };
  }

  private static List<Layer> features(Parameters conv) {
    Conv2dGeometry.Window same = new Conv2dGeometry.Window(1, 1, 1);
    return List.of(
        Conv2d.of(conv.at(0), 1, 8, 3, same),
        new Relu(),
        new MaxPool2d(2),
        Conv2d.of(conv.at(3), 8, 16, 3, same),
        new Relu(),
        new MaxPool2d(2),
        new Flatten());
  }

  private static Layer[] append(List<Layer> first, Layer... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toArray(Layer[]::new);
  }

  private static Model adapted(Layer features, Linear fc1, Linear fc2) {
    Stream.of(features, fc1, fc2)
        .flatMap(layer -> layer.parameters().stream())
        .forEach(Parameter::freeze);
    Philox random = new Philox(1, 1);
    LoraConfig config = new LoraConfig(Network.RANK, Network.ALPHA);
    WidenedLinear widened = WidenedLinear.of(fc1, 1, WidenedLinear.Start.ZERO, random);
    LoraLinear update1 = LoraLinear.of("fc1", widened.layer(), config, random);
    LoraLinear update2 = LoraLinear.of("fc2", DenseLayer.of(fc2), config, random);
    List<Parameter> trained =
        Stream.of(List.of(widened.added()), update1.adapter(), update2.adapter())
            .flatMap(List::stream)
            .toList();
    for (Parameter parameter : trained) {
      float[] values = Network.FEATURE_LORA.initial(parameter.name());
      parameter.tensor().backend().upload(values, parameter.tensor());
    }
    Layer inputs = new Concat(1, List.of(features, new MeanPixel()));
    return new Model(inputs, Sequential.of(update1, new Relu(), update2), trained);
  }

  /** (B, 1, H, W) to (B, 1). */
  private record MeanPixel() implements Layer {
    @Override
    public Var forward(Tape tape, Var images) {
      return images.mean(1, 2, 3).reshape(images.shape().dim(0), 1);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }
}
