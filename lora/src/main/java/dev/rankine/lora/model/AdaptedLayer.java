package dev.rankine.lora.model;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Model;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer with the parts of the active adapters: W·x + b, then what each update adds.
 *
 * @param bias in place of the base's, if an adapter trains it
 */
record AdaptedLayer(Base base, List<Update> updates, Optional<Parameter> bias)
    implements Layer, Adapted {
  @Override
  public Var forward(Tape tape, Var x) {
    Optional<Var> offset = bias.or(base::bias).map(tape::parameter);
    if (updates.stream().noneMatch(Update::readsBase)) {
      return plus(tape, x, base.apply(tape, x, offset), Optional.empty());
    }
    Var unbiased = base.apply(tape, x, Optional.empty());
    Var y =
        offset
            .map(b -> unbiased.add(b.reshape(base.perOutput(base.outputs()).dims())))
            .orElse(unbiased);
    return plus(tape, x, y, Optional.of(unbiased));
  }

  private Var plus(Tape tape, Var x, Var y, Optional<Var> unbiased) {
    Var sum = y;
    for (Update update : updates) {
      sum = sum.add(update.added(tape, x, unbiased::orElseThrow));
    }
    return sum;
  }

  /** The weight with the updates added, as a copy. */
  static Tensor weight(Base base, List<Update> updates) {
    Tensor weight = copy(base.weight());
    for (Update update : updates) {
      weight.backend().zip(Binary.ADD, weight, update.delta(), weight);
    }
    return weight;
  }

  /** One plain layer that computes the same up to rounding; everything is copied. */
  @Override
  public Model merged() {
    Optional<Tensor> offset = bias.or(base::bias).map(b -> copy(b.tensor()));
    for (Update update : updates) {
      update
          .biasDelta()
          .ifPresent(
              delta -> {
                Tensor b = offset.orElseThrow();
                b.backend().zip(Binary.ADD, b, delta, b);
              });
    }
    return base.plain(weight(base, updates), offset);
  }

  private static Tensor copy(Tensor x) {
    return Tensor.of(x.backend(), x.shape(), x.toDoubles());
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(base.layer().parameters());
    bias.ifPresent(all::add);
    updates.forEach(update -> all.addAll(update.parameters()));
    return all;
  }
}
