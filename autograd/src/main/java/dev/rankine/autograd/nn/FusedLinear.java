package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.LinearReluOp;
import java.util.List;
import java.util.Optional;

/** Linear and Relu in one op, see {@link Sequential}. */
record FusedLinear(Linear linear) implements Layer {
  static boolean isAt(List<Layer> layers, int i) {
    return i + 1 < layers.size()
        && layers.get(i) instanceof Linear
        && layers.get(i + 1) instanceof Relu;
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return LinearReluOp.of(
        x, List.of(tape.parameter(linear.weight())), Optional.of(tape.parameter(linear.bias())));
  }

  @Override
  public List<Parameter> parameters() {
    return linear.parameters();
  }
}
