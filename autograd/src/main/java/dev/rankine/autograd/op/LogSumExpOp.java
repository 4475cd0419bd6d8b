package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * y = ln Σ e^x over some axes, which are dropped: m + ln Σ e^(x − m) with the maximum m, or 0 where
 * that is infinite. dx = e^(x − y)·dy. Of nothing, or of −∞ alone, y is −∞, and dx is NaN.
 */
public record LogSumExpOp(Var x, int[] axes, Tensor y) implements Op {
  /** Over these axes, ascending; over all if none is given. */
  public static Var of(Var x, int... axes) {
    int[] chosen = Reducing.axes(x, axes);
    Tensor y = x.tape().allocate(Reducing.shape(x, chosen));
    x.tape().backend().logSumExp(x.value(), chosen, y);
    return x.tape().record(new LogSumExpOp(x, chosen, y), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = ln Σ e^x over " + Arrays.toString(axes);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dx = gradients.allocate(x.shape());
    gradients.backend().logSumExpGradient(x.value(), y, dy, axes, dx);
    gradients.add(x, dx);
  }
}
