package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/** y = σ(x) = 1 / (1 + e^(−x)). dx = dy·(y − y²). */
public record SigmoidOp(Var x, Tensor y) implements Op, TakesNumber {
  /** 1 / (1 + e^(−x)). */
  public static Var of(Var x) {
    Tensor y = Calculation.on(x).map(Unary.SIGMOID, x.value());
    return x.tape().record(new SigmoidOp(x, y), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = σ(x)";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    gradients.add(x, c.zip(Binary.SIGMOID_GRADIENT, dy, y));
  }
}
