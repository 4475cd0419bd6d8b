package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import dev.rankine.engine.View;

/**
 * Formulas of several steps: each method returns a new tensor, broadcasting as the primitive does.
 *
 * @param scope owns the results
 */
record Calculation(Backend backend, Scope scope) {
  /** On the tape that a value lives on. */
  static Calculation on(Var x) {
    return new Calculation(x.tape().backend(), x.tape().scope());
  }

  /** On the way back. */
  static Calculation on(Gradients gradients) {
    return new Calculation(gradients.backend(), gradients.scope());
  }

  /** f(a, b). */
  Tensor zip(Binary f, Tensor a, Tensor b) {
    Tensor out = scope.tensor(Shape.broadcast(a.shape(), b.shape()));
    backend.zip(f, a, b, out);
    return out;
  }

  /** f(a, number). */
  Tensor zip(Binary f, Tensor a, double number) {
    return zip(f, a, number(number));
  }

  /** a + b. */
  Tensor add(Tensor a, Tensor b) {
    return zip(Binary.ADD, a, b);
  }

  /** a − b. */
  Tensor subtract(Tensor a, Tensor b) {
    return zip(Binary.SUBTRACT, a, b);
  }

  /** a·b. */
  Tensor multiply(Tensor a, Tensor b) {
    return zip(Binary.MULTIPLY, a, b);
  }

  /** a / b. */
  Tensor divide(Tensor a, Tensor b) {
    return zip(Binary.DIVIDE, a, b);
  }

  /** f(x). */
  Tensor map(Unary f, Tensor x) {
    Tensor out = scope.tensor(x.shape());
    backend.map(f, x, out);
    return out;
  }

  /** A formula of elementwise functions, in a shape. */
  Tensor compute(Formula formula, Shape shape) {
    Tensor out = scope.tensor(shape);
    backend.compute(formula, out);
    return out;
  }

  /** x reduced over some axes, which stay with extent 1. */
  Tensor reduce(Reduction f, Tensor x, int[] axes) {
    Tensor out = scope.tensor(Rules.reduced(x.shape(), axes));
    backend.reduce(f, x, axes, out);
    return out;
  }

  /** a where the mask is not 0, else b; both in the mask's shape or with one element. */
  Tensor select(Tensor mask, Tensor a, Tensor b) {
    Tensor out = scope.tensor(mask.shape());
    backend.select(mask, a, b, out);
    return out;
  }

  /** x repeated to a shape that it broadcasts to. */
  Tensor expand(Tensor x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    Tensor out = scope.tensor(shape);
    backend.copy(View.of(x).expand(shape), View.of(out));
    return out;
  }

  /** As {@link #expand}, but one element stays one. */
  Tensor expandUnlessOne(Var x, Shape shape) {
    return x.value().size() == 1 ? x.value() : expand(x.value(), shape);
  }

  /** A scalar. */
  Tensor number(double value) {
    return filled(Shape.SCALAR, value);
  }

  /** The same number everywhere. */
  Tensor filled(Shape shape, double value) {
    Tensor out = scope.tensor(shape);
    backend.fill(value, out);
    return out;
  }
}
