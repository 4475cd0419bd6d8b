package dev.rankine.mnist;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Philox;
import dev.rankine.lora.DenseLayer;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.LoraLinear;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@link FeatureLoraNet} is without the feature: low-rank updates on fc1 and fc2 of a frozen
 * base, 7,376 parameters at rank 8.
 */
record LoraNet(Layer inputs, LoraLinear fc1, LoraLinear fc2) implements Layer {
  /** Adapts a trained base, whose parameters are frozen from then on. */
  static LoraNet of(BaseNet base, LoraConfig config, Philox random) {
    base.parameters().forEach(Parameter::freeze);
    return new LoraNet(
        base.conv(),
        LoraLinear.of("fc1", DenseLayer.of(base.fc1()), config, random),
        LoraLinear.of("fc2", DenseLayer.of(base.fc2()), config, random));
  }

  @Override
  public Var forward(Tape tape, Var images) {
    return head().forward(tape, inputs.forward(tape, images));
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.of(inputs, head()).flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** What is behind the frozen inputs, (B, 784) to (B, 10). */
  Layer head() {
    return new Head(fc1, fc2);
  }

  private record Head(LoraLinear fc1, LoraLinear fc2) implements Layer {
    @Override
    public Var forward(Tape tape, Var features) {
      return fc2.forward(tape, fc1.forward(tape, features).relu());
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.of(fc1, fc2).flatMap(layer -> layer.parameters().stream()).toList();
    }
  }
}
