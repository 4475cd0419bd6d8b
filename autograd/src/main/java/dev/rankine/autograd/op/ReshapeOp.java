package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/** y = the elements of x in another shape, as a view. dx = dy in x's shape. */
public record ReshapeOp(Var x) implements Op, TakesNumber {
  /** x in another shape with as many elements. */
  public static Var of(Var x, Shape shape) {
    return x.tape().record(new ReshapeOp(x), x.value().reshape(shape));
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = x in another shape";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    gradients.add(x, dy.shape().rank() == 0 ? dy : dy.reshape(x.shape()));
  }
}
