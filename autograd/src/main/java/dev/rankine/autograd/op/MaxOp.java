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
 * y = the largest of x over some axes, which are dropped; NaN wins, and of nothing it is −∞. dx =
 * dy where x = y, in equal shares where several are; NaN where y is.
 */
public record MaxOp(Var x, int[] axes, Tensor y) implements Op {
  /** Over these axes, ascending; over all if none is given. */
  public static Var of(Var x, int... axes) {
    int[] chosen = Reducing.axes(x, axes);
    Tensor y = Calculation.on(x).reduce(Reduction.MAX, x.value(), chosen);
    return x.tape().record(new MaxOp(x, chosen, y), y.reshape(Reducing.shape(x, chosen)));
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = max(x) over " + Arrays.toString(axes);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Tensor isLargest = c.zip(Binary.EQUAL, x.value(), y);
    Tensor count = c.reduce(Reduction.SUM, isLargest, axes);
    gradients.add(x, c.multiply(isLargest, c.divide(dy.reshape(y.shape()), count)));
  }
}
