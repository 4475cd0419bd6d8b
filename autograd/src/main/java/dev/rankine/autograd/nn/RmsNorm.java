package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.Normalizing;
import dev.rankine.engine.Shape;
import java.util.List;

/** y = x / √(mean(x²) + ε)·w over the innermost axes: x (…, S), w S (Zhang and Sennrich 2019). */
public record RmsNorm(Parameter weight, double epsilon) implements Layer {
  /** Over the innermost axes with these extents, w = 1, ε = 1e-6. */
  public static RmsNorm of(Parameters parameters, int... dims) {
    return new RmsNorm(parameters.get("weight", Shape.of(dims), Initial.constant(1)), 1e-6);
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return Normalizing.rmsNorm(x, tape.parameter(weight), epsilon);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight);
  }
}
