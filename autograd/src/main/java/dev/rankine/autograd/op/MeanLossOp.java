package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = the mean of a loss of each of n elements, which are not kept: the bits of that loss's op and
 * {@link MeanOp}. Its gradients are those of the loss for dy / n.
 *
 * @param loss an op that takes a number for the gradient of every element
 */
public record MeanLossOp(Op loss, int n) implements Op {
  /** The mean of an op's values in a shape. */
  static Var of(Op loss, Formula values, Shape shape) {
    Calculation c = Calculation.on(loss.inputs().getFirst());
    Tensor y = c.scope().tensor(Shape.SCALAR);
    c.backend().mean(values, shape, y);
    return loss.inputs().getFirst().tape().record(new MeanLossOp(loss, shape.size()), y);
  }

  @Override
  public List<Var> inputs() {
    return loss.inputs();
  }

  @Override
  public String formula() {
    return "y = mean of " + loss.formula().substring("y = ".length());
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    loss.backward(Calculation.on(gradients).zip(Binary.DIVIDE, dy, n), gradients);
  }
}
