package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Tensor;
import java.util.List;

/** y = (a − b)² with broadcasting. da = 2·dy·(a − b), db = −da, summed as repeated. */
public record SquaredErrorOp(Var a, Var b) implements Op, TakesNumber {
  /** (a − b)². */
  public static Var of(Var a, Var b) {
    Tensor y = Calculation.on(a).zip(Binary.SQUARED_ERROR, a.value(), b.value());
    return a.tape().record(new SquaredErrorOp(a, b), y);
  }

  /** The mean of (a − b)². */
  public static Var mean(Var a, Var b) {
    Difference difference = new Difference(a, b);
    Formula squares = difference.zip(Binary.SQUARED_ERROR, Calculation.on(a));
    return MeanLossOp.of(new SquaredErrorOp(a, b), squares, difference.shape());
  }

  @Override
  public List<Var> inputs() {
    return List.of(a, b);
  }

  @Override
  public String formula() {
    return "y = (a − b)²";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Difference difference = new Difference(a, b);
    Formula above = Formula.of(dy);
    Formula twice = above.zip(Binary.ADD, above);
    Formula d = difference.formula(Calculation.on(gradients));
    difference.backward(d.zip(Binary.MULTIPLY, twice), gradients);
  }
}
