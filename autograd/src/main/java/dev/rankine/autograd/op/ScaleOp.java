package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/** y = factor·x for a number. dx = factor·dy. */
public record ScaleOp(Var x, double factor) implements Op, TakesNumber {
  /** factor·x. */
  public static Var of(Var x, double factor) {
    Tensor y = scaled(x.tape().backend(), x.tape().scope(), x.value(), factor);
    return x.tape().record(new ScaleOp(x, factor), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = " + factor + "·x";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    gradients.add(x, scaled(gradients.backend(), gradients.scope(), dy, factor));
  }

  private static Tensor scaled(Backend backend, Scope scope, Tensor x, double factor) {
    Tensor number = scope.tensor(Shape.SCALAR);
    backend.fill(factor, number);
    Tensor y = scope.tensor(x.shape());
    backend.zip(Binary.MULTIPLY, x, number, y);
    return y;
  }
}
