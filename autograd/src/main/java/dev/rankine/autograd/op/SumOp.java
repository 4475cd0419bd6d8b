package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;

/** y = Σ x over some axes, which are dropped. dx = dy, repeated along them. */
public record SumOp(Var x, int[] axes) implements Op, TakesNumber {
  /** The sum over these axes, ascending; over all if none is given. */
  public static Var of(Var x, int... axes) {
    int[] chosen = Reducing.axes(x, axes);
    Tensor y = Reducing.reduce(Reduction.SUM, x, chosen);
    return x.tape().record(new SumOp(x, chosen), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = Σ x over " + Arrays.toString(axes);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    gradients.add(x, Reducing.spread(dy, 1, x, axes, gradients));
  }
}
