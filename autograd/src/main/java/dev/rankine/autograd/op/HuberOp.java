package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = d²/2 where |d| ≤ delta, else delta·(|d| − delta/2), for d = a − b with broadcasting (Huber
 * 1964). da = dy·d, at least −delta·dy and at most delta·dy; db = −da, summed as repeated.
 */
public record HuberOp(Var a, Var b, double delta) implements Op, TakesNumber {
  /** Checks delta. */
  public HuberOp {
    if (!(delta > 0)) {
      throw new IllegalArgumentException("huber: delta " + delta + ": choose a positive number");
    }
  }

  /**
   * Of each difference.
   *
   * @throws IllegalArgumentException if delta is not positive
   */
  public static Var of(Var a, Var b, double delta) {
    HuberOp op = new HuberOp(a, b, delta);
    return a.tape().record(op, Calculation.on(a).compute(op.values(), op.difference().shape()));
  }

  /**
   * The mean over all differences.
   *
   * @throws IllegalArgumentException if delta is not positive
   */
  public static Var mean(Var a, Var b, double delta) {
    HuberOp op = new HuberOp(a, b, delta);
    return MeanLossOp.of(op, op.values(), op.difference().shape());
  }

  private Difference difference() {
    return new Difference(a, b);
  }

  private Formula values() {
    return difference().formula(Calculation.on(a)).zip(Binary.HUBER, delta);
  }

  @Override
  public List<Var> inputs() {
    return List.of(a, b);
  }

  @Override
  public String formula() {
    return "y = |a − b| ≤ " + delta + " ? (a − b)²/2 : " + delta + "·(|a − b| − " + delta + "/2)";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Formula d = difference().formula(Calculation.on(gradients));
    Formula bounded = d.zip(Binary.MAXIMUM, -delta).zip(Binary.MINIMUM, delta);
    difference().backward(bounded.zip(Binary.MULTIPLY, Formula.of(dy)), gradients);
  }
}
