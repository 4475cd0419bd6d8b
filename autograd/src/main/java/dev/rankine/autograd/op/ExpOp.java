package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/** y = e^x. dx = dy·y. */
public record ExpOp(Var x, Tensor y) implements Op, TakesNumber {
  /** e^x. */
  public static Var of(Var x) {
    Tensor y = Calculation.on(x).map(Unary.EXP, x.value());
    return x.tape().record(new ExpOp(x, y), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = e^x";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    gradients.add(x, c.multiply(dy, y));
  }
}
