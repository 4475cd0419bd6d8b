package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import java.util.List;

/** (B, …) to (B, product of the rest), in row-major order: channels, rows, columns. */
public record Flatten() implements Layer {
  @Override
  public Var forward(Tape tape, Var x) {
    int rank = x.shape().rank();
    return x.reshape(x.shape().dim(0), x.shape().product(1, rank));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }
}
