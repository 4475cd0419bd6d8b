package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/** y = x·σ(x), also called swish. dx = dy·σ(x)·(1 + x·(1 − σ(x))). */
public record SiluOp(Var x) implements Op, TakesNumber {
  /** x·σ(x). */
  public static Var of(Var x) {
    Tensor y = Calculation.on(x).map(Unary.SILU, x.value());
    return x.tape().record(new SiluOp(x), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = x·σ(x)";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    gradients.add(x, c.zip(Binary.SILU_GRADIENT, dy, x.value()));
  }
}
