package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.View;
import java.util.Arrays;
import java.util.List;

/** y = x with its axes in another order: axis i of y is axis axes[i] of x. dx = dy, put back. */
public record PermuteOp(Var x, int[] axes) implements Op, TakesNumber {
  /** Each axis once, counted from 0 or from the innermost one, -1. */
  public static Var of(Var x, int... axes) {
    int[] order = axes.length == 0 ? axes : Axes.of("permute", x.shape(), axes);
    View moved = View.of(x.value()).permute(order);
    Tensor y = x.tape().allocate(moved.shape());
    x.tape().backend().copy(moved, View.of(y));
    return x.tape().record(new PermuteOp(x, order), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = axes " + Arrays.toString(axes) + " of x";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    if (dy.shape().rank() == 0) {
      gradients.add(x, dy);
      return;
    }
    Tensor dx = gradients.allocate(x.shape());
    gradients.backend().copy(View.of(dy), View.of(dx).permute(axes));
    gradients.add(x, dx);
  }
}
