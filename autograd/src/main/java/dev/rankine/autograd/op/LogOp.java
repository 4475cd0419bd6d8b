package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/** y = ln x, −∞ at 0 and NaN for x &lt; 0. dx = dy / x. */
public record LogOp(Var x) implements Op, TakesNumber {
  /** ln x. */
  public static Var of(Var x) {
    Tensor y = Calculation.on(x).map(Unary.LOG, x.value());
    return x.tape().record(new LogOp(x), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = ln x";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    gradients.add(x, c.divide(dy, x.value()));
  }
}
