package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import java.util.List;

/** max(x, 0), any shape. */
public record Relu() implements Layer {
  @Override
  public Var forward(Tape tape, Var x) {
    return x.relu();
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }
}
