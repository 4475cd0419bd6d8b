package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.LayerNormalization;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * y = z·scale + shift with z = (x − mean)·r and r = 1 / √(variance + ε), over the innermost axes: x
 * (…, S), scale and shift S (Ba, Kiros and Hinton 2016). Of z nothing is kept.
 *
 * <pre>
 * g = dy·scale    dx = (g − mean(g) − z·mean(g·z))·r    dscale = Σ dy·z    dshift = Σ dy
 * </pre>
 */
public record LayerNormOp(Var x, Var scale, Var shift, double epsilon, Tensor mean, Tensor r)
    implements Op {
  /** Over as many innermost axes as the scale has. */
  public static Var of(Var x, Var scale, Var shift, double epsilon) {
    Tape tape = x.tape();
    Shape kept = Rules.reduced(x.shape(), axes(x, scale));
    Tensor mean = tape.allocate(kept);
    Tensor r = tape.allocate(kept);
    Tensor y = tape.allocate(x.shape());
    tape.backend()
        .layerNormalization()
        .forward(x.value(), epsilon, scale.value(), shift.value(), mean, r, y);
    return tape.record(new LayerNormOp(x, scale, shift, epsilon, mean, r), y);
  }

  private static int[] axes(Var x, Var scale) {
    int rank = x.shape().rank();
    return IntStream.range(Math.max(0, rank - scale.shape().rank()), rank).toArray();
  }

  /** What it is normalised over. */
  public int[] axes() {
    return axes(x, scale);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x, scale, shift);
  }

  @Override
  public String formula() {
    String over = Arrays.toString(axes());
    return "y = (x − mean) / √(variance + " + epsilon + ")·a + b over " + over;
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    LayerNormalization norm = gradients.backend().layerNormalization();
    if (gradients.wants(x)) {
      Tensor dx = gradients.allocate(x.shape());
      norm.inputGradient(x.value(), mean, r, scale.value(), dy, dx);
      gradients.add(x, dx);
    }
    if (gradients.wants(scale) || gradients.wants(shift)) {
      Tensor dScale = gradients.allocate(scale.shape());
      Tensor dShift = gradients.allocate(shift.shape());
      norm.parameterGradients(x.value(), mean, r, dy, dScale, dShift);
      pass(scale, dScale, gradients);
      pass(shift, dShift, gradients);
    }
  }

  private static void pass(Var parameter, Tensor gradient, Gradients gradients) {
    if (gradients.wants(parameter)) {
      gradients.add(parameter, gradient);
    }
  }
}
