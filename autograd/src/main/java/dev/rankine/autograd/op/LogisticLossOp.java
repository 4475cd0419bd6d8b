package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/**
 * y = −t·ln σ(x) − (1 − t)·ln(1 − σ(x)) element by element, for logits x and targets t of one
 * shape: max(x, 0) − x·t + ln(1 + e^(−|x|)), which does not overflow. dx = (σ(x) − t)·dy, dt =
 * −x·dy. An infinite logit gives an infinite loss or NaN.
 */
public record LogisticLossOp(Var x, Var t) implements Op, TakesNumber {
  /** The loss of each element. */
  public static Var of(Var x, Var t) {
    Rules.same("logistic_loss", x.value(), t.value());
    Calculation c = Calculation.on(x);
    Tensor power = c.map(Unary.EXP, c.map(Unary.NEGATE, c.map(Unary.ABS, x.value())));
    Tensor rest = c.map(Unary.LOG, c.zip(Binary.ADD, power, 1));
    Tensor linear = c.subtract(c.map(Unary.RELU, x.value()), c.multiply(x.value(), t.value()));
    return x.tape().record(new LogisticLossOp(x, t), c.add(linear, rest));
  }

  @Override
  public List<Var> inputs() {
    return List.of(x, t);
  }

  @Override
  public String formula() {
    return "y = −t·ln σ(x) − (1 − t)·ln(1 − σ(x))";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    if (gradients.wants(x)) {
      Tensor slope = c.subtract(c.map(Unary.SIGMOID, x.value()), t.value());
      gradients.add(x, c.multiply(slope, dy));
    }
    if (gradients.wants(t)) {
      gradients.add(t, c.multiply(c.map(Unary.NEGATE, x.value()), dy));
    }
  }
}
