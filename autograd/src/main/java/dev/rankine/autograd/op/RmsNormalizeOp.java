package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * y = x·r with r = 1 / √(mean(x²) + ε), over some axes (Zhang and Sennrich 2019).
 *
 * <pre>dx = (dy − y·mean(dy·y))·r</pre>
 */
public record RmsNormalizeOp(Var x, double epsilon, int[] axes, Tensor y, Tensor r) implements Op {
  /** Over these axes, ascending; over all if none is given. */
  public static Var of(Var x, double epsilon, int... axes) {
    int[] chosen = Reducing.axes(x, axes);
    Tape tape = x.tape();
    Tensor r = tape.allocate(Rules.reduced(x.shape(), chosen));
    Tensor y = tape.allocate(x.shape());
    tape.backend().rmsNormalize(x.value(), chosen, epsilon, r, y);
    return tape.record(new RmsNormalizeOp(x, epsilon, chosen, y, r), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = x / √(mean(x²) + " + epsilon + ") over " + Arrays.toString(axes);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dx = gradients.allocate(x.shape());
    gradients.backend().rmsNormalizeGradient(y, r, dy, axes, dx);
    gradients.add(x, dx);
  }
}
