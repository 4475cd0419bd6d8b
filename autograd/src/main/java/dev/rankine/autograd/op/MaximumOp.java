package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = the larger of a and b, with broadcasting; NaN if either is. db = dy where b &gt; a, da = dy
 * elsewhere, so that equal numbers and NaN give it to a; summed as repeated.
 */
public record MaximumOp(Var a, Var b) implements Op {
  /** The larger of a and b. */
  public static Var of(Var a, Var b) {
    return a.tape().record(new MaximumOp(a, b), Broadcasting.zip(Binary.MAXIMUM, a, b));
  }

  @Override
  public List<Var> inputs() {
    return List.of(a, b);
  }

  @Override
  public String formula() {
    return "y = max(a, b)";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Tensor isB = c.zip(Binary.GREATER, b.value(), a.value());
    Tensor zero = c.number(0);
    if (gradients.wants(a)) {
      gradients.add(a, Broadcasting.reduce(c.select(isB, zero, dy), a.shape(), gradients));
    }
    if (gradients.wants(b)) {
      gradients.add(b, Broadcasting.reduce(c.select(isB, dy, zero), b.shape(), gradients));
    }
  }
}
