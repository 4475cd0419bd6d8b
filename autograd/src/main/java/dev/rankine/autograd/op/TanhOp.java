package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/** y = tanh x. dx = dy·(1 − y²). */
public record TanhOp(Var x, Tensor y) implements Op, TakesNumber {
  /** tanh x. */
  public static Var of(Var x) {
    Tensor y = Calculation.on(x).map(Unary.TANH, x.value());
    return x.tape().record(new TanhOp(x, y), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = tanh x";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    gradients.add(x, c.zip(Binary.TANH_GRADIENT, dy, y));
  }
}
