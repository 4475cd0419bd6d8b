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
 * y = (x − mean) / s with s = √(variance + ε), over some axes: what batch, layer and instance
 * normalisation have in common (Ioffe and Szegedy 2015; Ba, Kiros and Hinton 2016).
 *
 * <pre>dx = (dy − mean(dy) − y·mean(dy·y)) / s</pre>
 */
public record StandardizeOp(Var x, double epsilon, int[] axes, Tensor y, Tensor s) implements Op {
  /** Gets the mean and the variance, which have extent 1 on the axes, while the tape is open. */
  @FunctionalInterface
  public interface Statistics {
    /** Called once, in forward. */
    void accept(Tensor mean, Tensor variance);
  }

  /** Over these axes, ascending; over all if none is given. */
  public static Var of(Var x, double epsilon, int... axes) {
    return of(x, epsilon, (mean, variance) -> {}, axes);
  }

  /** As {@link #of(Var, double, int...)}, for those who also want the mean and the variance. */
  public static Var of(Var x, double epsilon, Statistics statistics, int... axes) {
    int[] chosen = Reducing.axes(x, axes);
    Calculation c = Calculation.on(x);
    Tensor mean = c.reduce(Reduction.MEAN, x.value(), chosen);
    Tensor variance = c.reduce(Reduction.VARIANCE, x.value(), chosen);
    statistics.accept(mean, variance);
    Tensor s = c.map(Unary.SQRT, c.zip(Binary.ADD, variance, epsilon));
    Tensor y = c.subtract(x.value(), mean);
    c.backend().zip(Binary.DIVIDE, y, s, y);
    return x.tape().record(new StandardizeOp(x, epsilon, chosen, y, s), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = (x − mean) / √(variance + " + epsilon + ") over " + Arrays.toString(axes);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Tensor dx = c.multiply(dy, y);
    Tensor slope = c.reduce(Reduction.MEAN, dx, axes);
    Tensor level = c.reduce(Reduction.MEAN, dy, axes);
    c.backend().zip(Binary.MULTIPLY, y, slope, dx);
    c.backend().zip(Binary.SUBTRACT, dy, dx, dx);
    c.backend().zip(Binary.SUBTRACT, dx, level, dx);
    c.backend().zip(Binary.DIVIDE, dx, s, dx);
    gradients.add(x, dx);
  }
}
