package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Lists;
import dev.rankine.engine.Philox;
import java.util.List;

/**
 * Layers one after another. Where {@link Conv2d} (square kernel, stride 1, no dilation, one group),
 * {@link Relu} and {@link MaxPool2d} (2×2) follow each other, once or several times, they run
 * fused: several times faster, the same bits; and so do {@link Linear} and {@link Relu}. Layers
 * called by hand are not fused.
 */
public final class Sequential implements Layer, Composite {
  private final List<Layer> layers;
  private final List<Layer> plan;

  private Sequential(List<Layer> layers) {
    this.layers = layers;
    this.plan = Fusion.join(layers);
  }

  /** Layers in order. */
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  /** Layers in order. */
  public static Sequential of(List<Layer> layers) {
    return new Sequential(List.copyOf(layers));
  }

  /** The layers as they were given. */
  public List<Layer> layers() {
    return layers;
  }

  @Override
  public Var forward(Tape tape, Var x) {
    Var y = x;
    for (Layer layer : plan) {
      y = layer.forward(tape, y);
    }
    return y;
  }

  @Override
  public Sequential rebuilt(Change change) {
    return of(Lists.map(layers, layer -> change.apply(layer)));
  }

  @Override
  public List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  @Override
  public List<Philox> streams() {
    return layers.stream().flatMap(layer -> layer.streams().stream()).toList();
  }
}
