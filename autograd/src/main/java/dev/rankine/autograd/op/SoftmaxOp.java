package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * y = e^x / Σ e^x over some axes. dx = y·(dy − Σ y·dy). Where all are −∞, or one is +∞ or NaN, y is
 * NaN.
 */
public record SoftmaxOp(Var x, int[] axes, Tensor y) implements Op {
  /** Over these axes, ascending; over all if none is given. */
  public static Var of(Var x, int... axes) {
    int[] chosen = Reducing.axes(x, axes);
    Tensor y = x.tape().allocate(x.shape());
    x.tape().backend().softmax(x.value(), chosen, y);
    return x.tape().record(new SoftmaxOp(x, chosen, y), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = e^x / Σ e^x over " + Arrays.toString(axes);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dx = gradients.allocate(x.shape());
    gradients.backend().softmaxGradient(y, dy, axes, dx);
    gradients.add(x, dx);
  }
}
