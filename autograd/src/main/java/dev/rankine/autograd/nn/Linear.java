package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.autograd.op.ReshapeOp;
import dev.rankine.engine.Shape;
import java.util.List;
import java.util.Optional;

/** y = x·Wᵀ + b: x (…, I), W (O, I), b (O), y (…, O). */
public record Linear(Parameter weight, Parameter bias) implements Layer {
  /** A layer from I to O features, U(−1/√I, 1/√I). */
  public static Linear of(Parameters parameters, int in, int out) {
    Initial initial = Initial.uniform(in);
    return new Linear(
        parameters.get("weight", Shape.of(out, in), initial),
        parameters.get("bias", Shape.of(out), initial));
  }

  /** I. */
  public int in() {
    return weight.shape().dim(1);
  }

  /** O. */
  public int out() {
    return weight.shape().dim(0);
  }

  @Override
  public Var forward(Tape tape, Var x) {
    int rank = x.shape().rank();
    if (rank < 3) {
      return LinearOp.of(x, List.of(tape.parameter(weight)), Optional.of(tape.parameter(bias)));
    }
    Shape rows = Shape.of(x.shape().product(0, rank - 1), x.shape().dim(-1));
    Var y = forward(tape, ReshapeOp.of(x, rows));
    return ReshapeOp.of(y, x.shape().with(-1, out()));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }
}
