package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
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
    Calculation c = Calculation.on(x);
    Tensor max = c.reduce(Reduction.MAX, x.value(), chosen);
    Tensor isInfinite = c.subtract(max, max);
    c.backend().select(isInfinite, c.number(0), max, max);
    Tensor powers = c.map(Unary.EXP, c.subtract(x.value(), max));
    Tensor y = c.add(max, c.map(Unary.LOG, c.reduce(Reduction.SUM, powers, chosen)));
    return x.tape().record(new LogSumExpOp(x, chosen, y), y.reshape(Reducing.shape(x, chosen)));
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
    Calculation c = Calculation.on(gradients);
    Tensor shares = c.map(Unary.EXP, c.subtract(x.value(), y));
    gradients.add(x, c.multiply(shares, dy.reshape(y.shape())));
  }
}
