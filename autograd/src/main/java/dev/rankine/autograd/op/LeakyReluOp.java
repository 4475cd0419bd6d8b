package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import java.util.List;

/** y = x where x &gt; 0, else slope·x. dx = dy where x &gt; 0, else slope·dy. */
public record LeakyReluOp(Var x, double slope) implements Op, TakesNumber {
  /** x where it is positive, else slope·x. */
  public static Var of(Var x, double slope) {
    LeakyReluOp op = new LeakyReluOp(x, slope);
    return x.tape().record(op, op.leak(Calculation.on(x), x.value()));
  }

  /** v where x is positive, else slope·v. */
  private Tensor leak(Calculation c, Tensor v) {
    Tensor isPositive = c.zip(Binary.GREATER, x.value(), 0);
    return c.select(isPositive, v, c.zip(Binary.MULTIPLY, v, slope));
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = x > 0 ? x : " + slope + "·x";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    gradients.add(x, leak(Calculation.on(gradients), dy));
  }
}
