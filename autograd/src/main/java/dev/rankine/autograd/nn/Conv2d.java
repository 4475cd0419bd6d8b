package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Shape;
import java.util.List;
import java.util.Optional;

/**
 * y = x ∗ w + b: x (B, C, H, W), w (O, C / groups, kernel, kernel), b (O), y (B, O, outH, outW).
 */
public record Conv2d(Parameter weight, Parameter bias, Conv2dGeometry.Window window)
    implements Layer {
  /** A layer from C to O channels with a square kernel, U(−1/√fanIn, 1/√fanIn). */
  public static Conv2d of(
      Parameters parameters, int in, int out, int kernel, Conv2dGeometry.Window window) {
    int ins = in / window.groups();
    Initial initial = Initial.uniform(ins * kernel * kernel);
    return new Conv2d(
        parameters.get("weight", Shape.of(out, ins, kernel, kernel), initial),
        parameters.get("bias", Shape.of(out), initial),
        window);
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return Conv2dOp.of(x, tape.parameter(weight), Optional.of(tape.parameter(bias)), window);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }
}
