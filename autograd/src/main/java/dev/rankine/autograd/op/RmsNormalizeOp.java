package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.Arrays;
import java.util.List;

/**
 * y = x / s with s = √(mean(x²) + ε), over some axes (Zhang and Sennrich 2019).
 *
 * <pre>dx = (dy − y·mean(dy·y)) / s</pre>
 */
public record RmsNormalizeOp(Var x, double epsilon, int[] axes, Tensor y, Tensor s) implements Op {
  /** Over these axes, ascending; over all if none is given. */
  public static Var of(Var x, double epsilon, int... axes) {
    int[] chosen = Reducing.axes(x, axes);
    Calculation c = Calculation.on(x);
    Tensor y = c.multiply(x.value(), x.value());
    Tensor meanSquare = c.reduce(Reduction.MEAN, y, chosen);
    Tensor s = c.map(Unary.SQRT, c.zip(Binary.ADD, meanSquare, epsilon));
    c.backend().zip(Binary.DIVIDE, x.value(), s, y);
    return x.tape().record(new RmsNormalizeOp(x, epsilon, chosen, y, s), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = x / √(mean(x²) + " + epsilon + ") over " + Arrays.toString(axes);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Tensor dx = c.multiply(dy, y);
    Tensor slope = c.reduce(Reduction.MEAN, dx, axes);
    c.backend().zip(Binary.MULTIPLY, y, slope, dx);
    c.backend().zip(Binary.SUBTRACT, dy, dx, dx);
    c.backend().zip(Binary.DIVIDE, dx, s, dx);
    gradients.add(x, dx);
  }
}
