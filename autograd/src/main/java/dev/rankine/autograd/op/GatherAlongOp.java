package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y[…, m, …] = x[…, index[…, m, …], …], where m and the index stand on one axis: index and y have
 * x's shape, with any extent on that axis. dx is the sum of dy over all places where an element was
 * taken.
 */
public record GatherAlongOp(Var x, int axis, Indices index) implements Op {
  /**
   * Takes elements along an axis, which may count from -1.
   *
   * @throws IndexOutOfBoundsException if an index is not on the axis
   */
  public static Var of(Var x, int axis, Indices index) {
    int counted = Axes.of("gather_along", x.shape(), axis);
    Tensor y = x.tape().allocate(index.shape());
    x.tape().backend().gatherAlong(x.value(), counted, index, y);
    return x.tape().record(new GatherAlongOp(x, counted, index), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = elements of x along axis " + axis;
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dx = gradients.allocate(x.shape());
    gradients.backend().fill(0, dx);
    gradients.backend().scatterAddAlongInPlace(dy, axis, index, dx);
    gradients.add(x, dx);
  }
}
