package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/** y = max(x, 0). dx = dy where y &gt; 0, else 0; so the gradient at x = 0 is 0. */
public record ReluOp(Var x, Tensor y) implements Op, TakesNumber {
  /** max(x, 0). */
  public static Var of(Var x) {
    Tensor y = x.tape().allocate(x.shape());
    x.tape().backend().map(Unary.RELU, x.value(), y);
    return x.tape().record(new ReluOp(x, y), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = max(x, 0)";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    gradients.add(x, Calculation.on(gradients).zip(Binary.RELU_GRADIENT, dy, y));
  }
}
