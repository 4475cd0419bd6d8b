package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/**
 * y = |a − b| with broadcasting. da = dy·sign(a − b), where the sign of ±0 and of NaN is 0; db =
 * −da, summed as repeated.
 */
public record AbsoluteErrorOp(Var a, Var b) implements Op, TakesNumber {
  /** |a − b|. */
  public static Var of(Var a, Var b) {
    AbsoluteErrorOp op = new AbsoluteErrorOp(a, b);
    return a.tape().record(op, Calculation.on(a).compute(op.values(), op.difference().shape()));
  }

  /** The mean of |a − b|. */
  public static Var mean(Var a, Var b) {
    AbsoluteErrorOp op = new AbsoluteErrorOp(a, b);
    return MeanLossOp.of(op, op.values(), op.difference().shape());
  }

  private Difference difference() {
    return new Difference(a, b);
  }

  private Formula values() {
    return difference().formula(Calculation.on(a)).map(Unary.ABS);
  }

  @Override
  public List<Var> inputs() {
    return List.of(a, b);
  }

  @Override
  public String formula() {
    return "y = |a − b|";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Formula d = difference().formula(Calculation.on(gradients));
    difference().backward(Formula.of(dy).zip(Binary.ABS_GRADIENT, d), gradients);
  }
}
