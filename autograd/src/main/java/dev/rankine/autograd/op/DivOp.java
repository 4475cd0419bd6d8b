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

/**
 * y = a / b element by element, with broadcasting. da = dy / b, db = −dy·y / b, summed as repeated.
 */
public record DivOp(Var a, Var b, Tensor y) implements Op, TakesNumber {
  /** a / b. */
  public static Var of(Var a, Var b) {
    Tensor y = Broadcasting.zip(Binary.DIVIDE, a, b);
    return a.tape().record(new DivOp(a, b, y), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(a, b);
  }

  @Override
  public String formula() {
    return "y = a / b";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Tensor above = b.shape().equals(y.shape()) ? dy : c.expand(dy, y.shape());
    Tensor quotient = c.divide(above, b.value());
    if (gradients.wants(a)) {
      gradients.add(a, Broadcasting.reduce(quotient, a.shape(), gradients));
    }
    if (gradients.wants(b)) {
      Formula product = Formula.of(quotient).zip(Binary.MULTIPLY, Formula.of(y));
      Tensor db = c.compute(product.map(Unary.NEGATE), y.shape());
      gradients.add(b, Broadcasting.reduce(db, b.shape(), gradients));
    }
  }
}
