package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
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
    LogisticLossOp op = new LogisticLossOp(x, t);
    return x.tape().record(op, Calculation.on(x).compute(op.values(), x.shape()));
  }

  /** The mean over all elements. */
  public static Var mean(Var x, Var t) {
    LogisticLossOp op = new LogisticLossOp(x, t);
    return MeanLossOp.of(op, op.values(), x.shape());
  }

  private Formula values() {
    Rules.same("logistic_loss", x.value(), t.value());
    Formula logit = Formula.of(x.value());
    Formula power = logit.map(Unary.ABS).map(Unary.NEGATE).map(Unary.EXP);
    Formula rest = power.zip(Binary.ADD, 1).map(Unary.LOG);
    Formula product = logit.zip(Binary.MULTIPLY, Formula.of(t.value()));
    return logit.map(Unary.RELU).zip(Binary.SUBTRACT, product).zip(Binary.ADD, rest);
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
      Formula sigmoid = Formula.of(x.value()).map(Unary.SIGMOID);
      Formula slope = sigmoid.zip(Binary.SUBTRACT, Formula.of(t.value()));
      gradients.add(x, c.compute(slope.zip(Binary.MULTIPLY, Formula.of(dy)), x.shape()));
    }
    if (gradients.wants(t)) {
      Formula negative = Formula.of(x.value()).map(Unary.NEGATE);
      gradients.add(t, c.compute(negative.zip(Binary.MULTIPLY, Formula.of(dy)), x.shape()));
    }
  }
}
