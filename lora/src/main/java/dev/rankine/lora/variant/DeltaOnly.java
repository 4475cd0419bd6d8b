package dev.rankine.lora.variant;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.lora.update.Update;
import java.util.List;
import java.util.Optional;

/** What an update adds, without the base's output: y = ΔW·x. */
public record DeltaOnly(Update update) implements Layer {
  @Override
  public Var forward(Tape tape, Var x) {
    return update.added(tape, x, () -> update.base().apply(tape, x, Optional.empty()));
  }

  @Override
  public List<Parameter> parameters() {
    return update.parameters();
  }
}
