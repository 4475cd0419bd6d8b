package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
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
    return x.tape().record(new PowOp(x, p), power(Calculation.on(x), x.value(), p));
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
    Tensor slope = c.zip(Binary.MULTIPLY, power(c, x.value(), p - 1), p);
    gradients.add(x, c.multiply(dy, slope));
  }

  private static Tensor power(Calculation c, Tensor x, double p) {
    double halves = Math.abs(2 * p);
    if (halves != Math.rint(halves) || halves > MOST_HALVES) {
      return c.map(Unary.EXP, c.zip(Binary.MULTIPLY, c.map(Unary.LOG, x), p));
    }
    int whole = (int) halves / 2;
    Tensor result = whole == 0 ? c.filled(x.shape(), 1) : wholePower(c, x, whole);
    if (halves % 2 == 1) {
      Tensor root = c.map(Unary.SQRT, x);
      result = whole == 0 ? root : c.multiply(result, root);
    }
    return p < 0 ? c.divide(c.number(1), result) : result;
  }

  /** x^n by repeated squaring, n ≥ 1. */
  private static Tensor wholePower(Calculation c, Tensor x, int n) {
    if (n == 1) {
      return x;
    }
    Tensor half = wholePower(c, x, n / 2);
    Tensor square = c.multiply(half, half);
    return n % 2 == 0 ? square : c.multiply(square, x);
  }
}
