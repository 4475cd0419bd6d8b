package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.View;
import java.util.List;

/** y = every step-th position of an axis in a range. dx = dy there, 0 elsewhere. */
public record SliceOp(Var x, int axis, int from, int to, int step) implements Op, TakesNumber {
  /** From {@code from} (inclusive) to {@code to} (exclusive); the axis may count from -1. */
  public static Var of(Var x, int axis, int from, int to, int step) {
    SliceOp op = new SliceOp(x, Axes.of("slice", x.shape(), axis), from, to, step);
    View part = op.part(x.value());
    Tensor y = x.tape().allocate(part.shape());
    x.tape().backend().copy(part, View.of(y));
    return x.tape().record(op, y);
  }

  private View part(Tensor whole) {
    return View.of(whole).slice(axis, from, to, step);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = " + from + " to " + to + " by " + step + " on axis " + axis;
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dx = gradients.allocate(x.shape());
    gradients.backend().fill(0, dx);
    View taken = part(dx);
    gradients.backend().copy(View.of(dy).expand(taken.shape()), taken);
    gradients.add(x, dx);
  }
}
