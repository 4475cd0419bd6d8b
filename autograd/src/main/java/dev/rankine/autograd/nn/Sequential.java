package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import java.util.List;

/** Layers one after another. */
public record Sequential(List<Layer> layers) implements Layer {
  /** A copy of the list. */
  public Sequential {
    layers = List.copyOf(layers);
  }

  /** Layers in order. */
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Var forward(Tape tape, Var x) {
    Var y = x;
    for (Layer layer : layers) {
      y = layer.forward(tape, y);
    }
    return y;
  }

  @Override
  public List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }
}
