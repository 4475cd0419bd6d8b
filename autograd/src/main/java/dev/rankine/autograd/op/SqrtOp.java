package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/** y = √x, NaN for x &lt; 0. dx = dy / 2y, infinite at 0. */
public record SqrtOp(Var x, Tensor y) implements Op, TakesNumber {
  /** √x. */
  public static Var of(Var x) {
    Tensor y = Calculation.on(x).map(Unary.SQRT, x.value());
    return x.tape().record(new SqrtOp(x, y), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = √x";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Formula root = Formula.of(y);
    Formula dx = Formula.of(dy).zip(Binary.DIVIDE, root.zip(Binary.ADD, root));
    gradients.add(x, c.compute(dx, x.shape()));
  }
}
