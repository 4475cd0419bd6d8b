package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/**
 * y = x·Φ(x), Φ the distribution function of the normal distribution (Hendrycks and Gimpel 2016).
 * dx = dy·(Φ(x) + x·φ(x)).
 */
public record GeluOp(Var x) implements Op, TakesNumber {
  /** x·Φ(x), exact. */
  public static Var of(Var x) {
    Tensor y = Calculation.on(x).map(Unary.GELU, x.value());
    return x.tape().record(new GeluOp(x), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = x·Φ(x)";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    gradients.add(x, c.zip(Binary.GELU_GRADIENT, dy, x.value()));
  }
}
