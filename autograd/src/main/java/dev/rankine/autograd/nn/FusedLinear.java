package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.LinearReluOp;
import dev.rankine.autograd.op.ReshapeOp;
import dev.rankine.engine.Shape;
import java.util.List;
import java.util.Optional;

/** Linear and Relu in one op, see {@link Sequential}: x (…, I) as {@link Linear} has it. */
record FusedLinear(Linear linear) implements Layer {
  static boolean isAt(List<Layer> layers, int i) {
    return i + 1 < layers.size()
        && layers.get(i) instanceof Linear
        && layers.get(i + 1) instanceof Relu;
  }

  @Override
  public Var forward(Tape tape, Var x) {
    int rank = x.shape().rank();
    if (rank < 3) {
      return LinearReluOp.of(
          x, List.of(tape.parameter(linear.weight())), Optional.of(tape.parameter(linear.bias())));
    }
    Shape rows = Shape.of(x.shape().product(0, rank - 1), x.shape().dim(-1));
    return ReshapeOp.of(forward(tape, ReshapeOp.of(x, rows)), x.shape().with(-1, linear.out()));
  }

  @Override
  public List<Parameter> parameters() {
    return linear.parameters();
  }
}
