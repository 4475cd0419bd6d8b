package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import java.util.List;

/** y = a·b element by element, with broadcasting. da = dy·b, db = dy·a, summed as repeated. */
public record MulOp(Var a, Var b) implements Op {
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

  private static Tensor times(Tensor dy, Var other, Var input, Gradients gradients) {
    Tensor product = gradients.allocate(dy.shape());
    gradients.backend().zip(Binary.MULTIPLY, dy, other.value(), product);
    return Broadcasting.reduce(product, input.shape(), gradients);
  }
}
