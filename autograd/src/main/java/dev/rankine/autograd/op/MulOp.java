package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/** y = a·b element by element, with broadcasting. da = dy·b, db = dy·a, summed as repeated. */
public record MulOp(Var a, Var b) implements Op, TakesNumber {
  /** a·b. */
  public static Var of(Var a, Var b) {
    return a.tape().record(new MulOp(a, b), Broadcasting.zip(Binary.MULTIPLY, a, b));
  }

  @Override
  public List<Var> inputs() {
    return List.of(a, b);
  }

  @Override
  public String formula() {
    return "y = a·b";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    if (gradients.wants(a)) {
      gradients.add(a, times(dy, b, a, gradients));
    }
    if (gradients.wants(b)) {
      gradients.add(b, times(dy, a, b, gradients));
    }
  }

  private Tensor times(Tensor dy, Var other, Var input, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Shape out = Shape.broadcast(a.shape(), b.shape());
    Tensor above = other.shape().equals(out) ? dy : c.expand(dy, out);
    return Broadcasting.reduce(c.multiply(above, other.value()), input.shape(), gradients);
  }
}
