package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;

/**
 * y = x^p for a number p. dx = p·x^(p − 1)·dy, and 0 where p = 0.
 *
 * <p>Powers of up to 64 halves are products, quotients and square roots, a few roundings off. Any
 * other is e^(p·ln x), whose relative error grows to |p·ln x|·2⁻²⁴ in float32 and which is NaN for
 * x &lt; 0.
 */
public record PowOp(Var x, double p) implements Op, TakesNumber {
  private static final int MOST_HALVES = 64;

  /**
   * x^p.
   *
   * @throws IllegalArgumentException if p is infinite or NaN
   */
  public static Var of(Var x, double p) {
    if (!Double.isFinite(p)) {
      throw new IllegalArgumentException("pow: exponent " + p + ": choose a finite number");
    }
    Calculation c = Calculation.on(x);
    Tensor y =
        p == 0 ? c.filled(x.shape(), 1) : c.compute(power(Formula.of(x.value()), p), x.shape());
    return x.tape().record(new PowOp(x, p), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = x^" + p;
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    if (p == 0) {
      gradients.add(x, c.number(0));
      return;
    }
    if (p == 1) {
      gradients.add(x, dy);
      return;
    }
    Formula slope = power(Formula.of(x.value()), p - 1).zip(Binary.MULTIPLY, p);
    gradients.add(x, c.compute(Formula.of(dy).zip(Binary.MULTIPLY, slope), x.shape()));
  }

  /** x^p for p ≠ 0. */
  private static Formula power(Formula x, double p) {
    double halves = Math.abs(2 * p);
    if (halves != Math.rint(halves) || halves > MOST_HALVES) {
      return x.map(Unary.LOG).zip(Binary.MULTIPLY, p).map(Unary.EXP);
    }
    int whole = (int) halves / 2;
    Formula root = x.map(Unary.SQRT);
    Formula result =
        whole == 0
            ? root
            : halves % 2 == 0
                ? wholePower(x, whole)
                : wholePower(x, whole).zip(Binary.MULTIPLY, root);
    return p < 0 ? Formula.of(1).zip(Binary.DIVIDE, result) : result;
  }

  /** x^n by repeated squaring, n ≥ 1. */
  private static Formula wholePower(Formula x, int n) {
    if (n == 1) {
      return x;
    }
    if (n == 3) {
      return x.map(Unary.CUBE);
    }
    Formula half = wholePower(x, n / 2);
    Formula square = half.zip(Binary.MULTIPLY, half);
    return n % 2 == 0 ? square : square.zip(Binary.MULTIPLY, x);
  }
}
