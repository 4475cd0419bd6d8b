package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * y = (x − mean)·r with r = 1 / √(variance + ε), over some axes: what batch, layer and instance
 * normalisation have in common (Ioffe and Szegedy 2015; Ba, Kiros and Hinton 2016).
 *
 * <pre>dx = (dy − mean(dy) − y·mean(dy·y))·r</pre>
 */
public record StandardizeOp(Var x, double epsilon, int[] axes, Tensor y, Tensor r) implements Op {
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
    Tape tape = x.tape();
    Shape kept = Rules.reduced(x.shape(), chosen);
    Tensor mean = tape.allocate(kept);
    Tensor variance = tape.allocate(kept);
    Tensor r = tape.allocate(kept);
    Tensor y = tape.allocate(x.shape());
    tape.backend().standardize(x.value(), chosen, epsilon, mean, variance, r, y);
    statistics.accept(mean, variance);
    return tape.record(new StandardizeOp(x, epsilon, chosen, y, r), y);
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
    Tensor dx = gradients.allocate(x.shape());
    gradients.backend().standardizeGradient(y, r, dy, axes, dx);
    gradients.add(x, dx);
  }
}
