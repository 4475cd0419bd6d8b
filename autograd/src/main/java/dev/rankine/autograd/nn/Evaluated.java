package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import java.util.List;

/** A layer that runs as in evaluation, whatever the {@linkplain Tape#training() tape} says. */
public record Evaluated(Layer layer) implements Layer {
  @Override
  public Var forward(Tape tape, Var x) {
    boolean training = tape.training();
    try {
      return layer.forward(tape.training(false), x);
    } finally {
      tape.training(training);
    }
  }

  @Override
  public List<Parameter> parameters() {
    return layer.parameters();
  }
}
