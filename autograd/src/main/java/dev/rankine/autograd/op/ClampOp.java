package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Tensor;
import java.util.List;

/** y = x, but at least low and at most high; NaN stays. dx = dy where low ≤ x ≤ high, else 0. */
public record ClampOp(Var x, double low, double high, Tensor y) implements Op, TakesNumber {
  /**
   * x within bounds, which may be infinite.
   *
   * @throws IllegalArgumentException if low is not at most high
   */
  public static Var of(Var x, double low, double high) {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "clamp: from " + low + " to " + high + ": the first must not be above the second");
    }
    Calculation c = Calculation.on(x);
    Formula bounded = Formula.of(x.value()).zip(Binary.MAXIMUM, low).zip(Binary.MINIMUM, high);
    Tensor y = c.compute(bounded, x.shape());
    return x.tape().record(new ClampOp(x, low, high, y), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = min(max(x, " + low + "), " + high + ")";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Formula isInside = Formula.of(x.value()).zip(Binary.EQUAL, Formula.of(y));
    gradients.add(x, c.compute(isInside.choose(Formula.of(dy), Formula.of(0)), x.shape()));
  }
}
