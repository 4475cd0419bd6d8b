package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Tensor;
import java.util.List;

/** y = x where x &gt; 0, else slope·x. dx = dy where x &gt; 0, else slope·dy. */
public record LeakyReluOp(Var x, double slope) implements Op, TakesNumber {
  /** x where it is positive, else slope·x. */
  public static Var of(Var x, double slope) {
    Tensor y = Calculation.on(x).zip(Binary.LEAKY_RELU, x.value(), slope);
    return x.tape().record(new LeakyReluOp(x, slope), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = x > 0 ? x : " + slope + "·x";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Formula above = Formula.of(dy);
    Formula isPositive = Formula.of(x.value()).zip(Binary.GREATER, 0);
    Formula dx = isPositive.choose(above, above.zip(Binary.MULTIPLY, slope));
    gradients.add(x, Calculation.on(gradients).compute(dx, x.shape()));
  }
}
