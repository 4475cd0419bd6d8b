package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.View;
import java.util.Arrays;
import java.util.List;

/**
 * y = x with so many elements of one value before and after it along each axis. dx = dy where x is.
 */
public record PadOp(Var x, int[] before, int[] after, double value) implements Op, TakesNumber {
  /** As many numbers before and after as x has axes, none of them negative. */
  public static Var of(Var x, int[] before, int[] after, double value) {
    PadOp op = new PadOp(x, before.clone(), after.clone(), value);
    Tensor y = x.tape().allocate(op.padded());
    x.tape().backend().fill(value, y);
    x.tape().backend().copy(View.of(x.value()), op.inner(y));
    return x.tape().record(op, y);
  }

  private Shape padded() {
    Shape shape = x.shape();
    boolean fits = before.length == shape.rank() && after.length == shape.rank();
    for (int axis = 0; fits && axis < before.length; axis++) {
      fits = before[axis] >= 0 && after[axis] >= 0;
    }
    if (!fits) {
      throw ShapeException.of(
          "pad",
          Arrays.toString(before) + " before and " + Arrays.toString(after) + " after it",
          "give one number for each axis, 0 or more",
          shape);
    }
    int[] dims = shape.dims();
    Arrays.setAll(dims, axis -> before[axis] + dims[axis] + after[axis]);
    return Shape.of(dims);
  }

  private View inner(Tensor padded) {
    View view = View.of(padded);
    for (int axis = 0; axis < before.length; axis++) {
      view = view.slice(axis, before[axis], before[axis] + x.shape().dim(axis), 1);
    }
    return view;
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = x, "
        + value
        + " "
        + Arrays.toString(before)
        + " before, "
        + Arrays.toString(after)
        + " after";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    if (dy.shape().rank() == 0) {
      gradients.add(x, dy);
      return;
    }
    Tensor dx = gradients.allocate(x.shape());
    gradients.backend().copy(inner(dy), View.of(dx));
    gradients.add(x, dx);
  }
}
