package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.LeakyReluOp;
import java.util.List;

/** x where it is positive, else slope·x; any shape. */
public record LeakyRelu(double slope) implements Layer {
  @Override
  public Var forward(Tape tape, Var x) {
    return LeakyReluOp.of(x, slope);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }
}
