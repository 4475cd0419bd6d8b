package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/** y = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))), an approximation of {@link GeluOp}. dx = dy·y′. */
public record GeluTanhOp(Var x) implements Op, TakesNumber {
  /** The tanh form of GELU. */
  public static Var of(Var x) {
    Tensor y = Calculation.on(x).map(Unary.GELU_TANH, x.value());
    return x.tape().record(new GeluTanhOp(x), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    gradients.add(x, c.zip(Binary.GELU_TANH_GRADIENT, dy, x.value()));
  }
}
