package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/** y = |x|. dx = dy·sign x, where the sign of ±0 and of NaN is 0. */
public record AbsOp(Var x) implements Op, TakesNumber {
  /** |x|. */
  public static Var of(Var x) {
    Tensor y = Calculation.on(x).map(Unary.ABS, x.value());
    return x.tape().record(new AbsOp(x), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = |x|";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    gradients.add(x, c.zip(Binary.ABS_GRADIENT, dy, x.value()));
  }
}
