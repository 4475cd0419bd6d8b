package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/** y = a + b with broadcasting. da = dy, db = dy, summed over repeated axes. */
public record AddOp(Var a, Var b) implements Op, TakesNumber {
  /** a + b. */
  public static Var of(Var a, Var b) {
    return a.tape().record(new AddOp(a, b), Broadcasting.zip(Binary.ADD, a, b));
  }

  @Override
  public List<Var> inputs() {
    return List.of(a, b);
  }

  @Override
  public String formula() {
    return "y = a + b";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Shape out = Shape.broadcast(a.shape(), b.shape());
    if (gradients.wants(a)) {
      Broadcasting.pass(dy, out, a, gradients);
    }
    if (gradients.wants(b)) {
      Broadcasting.pass(dy, out, b, gradients);
    }
  }
}
