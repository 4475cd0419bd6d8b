package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * y = Σ (x − mean)² / n over some axes with n elements, which are dropped. dx = 2·(x − mean)·dy /
 * n.
 */
public record VarianceOp(Var x, int[] axes) implements Op {
  /**
   * The variance of what is there, not of what it was drawn from; over all axes if none is given.
   */
  public static Var of(Var x, int... axes) {
    int[] chosen = Reducing.axes(x, axes);
    Tensor y = Reducing.reduce(Reduction.VARIANCE, x, chosen);
    return x.tape().record(new VarianceOp(x, chosen), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = mean((x − mean)²) over " + Arrays.toString(axes);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Tensor mean = c.reduce(Reduction.MEAN, x.value(), axes);
    double n = x.value().size() / Math.max(1, dy.size());
    Tensor scale = c.zip(Binary.DIVIDE, c.add(dy, dy), n).reshape(mean.shape());
    gradients.add(x, c.multiply(c.subtract(x.value(), mean), scale));
  }
}
