package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;

/** y = Σ x / n over some axes with n elements, which are dropped. dx = dy / n, repeated. */
public record MeanOp(Var x, int[] axes) implements Op, TakesNumber {
  /** The mean over these axes, ascending; over all if none is given. */
  public static Var of(Var x, int... axes) {
    int[] chosen = Reducing.axes(x, axes);
    Tensor y = Reducing.reduce(Reduction.MEAN, x, chosen);
    return x.tape().record(new MeanOp(x, chosen), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = mean(x) over " + Arrays.toString(axes);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    int n = x.value().size() / Math.max(1, Reducing.shape(x, axes).size());
    gradients.add(x, Reducing.spread(dy, n, x, axes, gradients));
  }
}
