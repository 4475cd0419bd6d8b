package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.View;
import java.util.List;

/**
 * y = x repeated along new axes, which come first, and along axes of extent 1. dx = dy, summed over
 * what was repeated.
 */
public record ExpandOp(Var x) implements Op {
  /** x in a larger shape that it broadcasts to. */
  public static Var of(Var x, Shape shape) {
    View repeated = View.of(x.value()).expand(shape);
    Tensor y = x.tape().allocate(shape);
    x.tape().backend().copy(repeated, View.of(y));
    return x.tape().record(new ExpandOp(x), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = x repeated";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    gradients.add(x, Broadcasting.reduce(dy, x.shape(), gradients));
  }
}
