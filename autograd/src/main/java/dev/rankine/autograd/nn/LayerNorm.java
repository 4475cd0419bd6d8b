package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.Normalizing;
import dev.rankine.engine.Shape;
import java.util.List;

/**
 * y = (x − mean) / √(variance + ε)·w + b over the innermost axes: x (…, S), w and b S (Ba, Kiros
 * and Hinton 2016).
 */
public record LayerNorm(Parameter weight, Parameter bias, double epsilon) implements Layer {
  /** Over the innermost axes with these extents, w = 1, b = 0, ε = 1e-5. */
  public static LayerNorm of(Parameters parameters, int... dims) {
    Shape shape = Shape.of(dims);
    return new LayerNorm(
        parameters.get("weight", shape, Initial.constant(1)),
        parameters.get("bias", shape, Initial.zeros()),
        1e-5);
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return Normalizing.layerNorm(x, tape.parameter(weight), tape.parameter(bias), epsilon);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }
}
