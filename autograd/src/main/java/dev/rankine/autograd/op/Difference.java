package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;

/** a − b with broadcasting, as a part of a formula: what functions of it share. */
record Difference(Var a, Var b) {
  Shape shape() {
    return Shape.broadcast(a.shape(), b.shape());
  }

  Formula formula(Calculation c) {
    return zip(Binary.SUBTRACT, c);
  }

  /** Another function of the two. */
  Formula zip(Binary f, Calculation c) {
    Formula first = Formula.of(c.expandUnlessOne(a, shape()));
    Formula second = Formula.of(c.expandUnlessOne(b, shape()));
    return first.zip(f, second);
  }

  /** Passes the gradient of the difference on: da = it, db = −it, summed as repeated. */
  void backward(Formula gradient, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Tensor da = c.compute(gradient, shape());
    if (gradients.wants(a)) {
      gradients.add(a, Broadcasting.reduce(da, a.shape(), gradients));
    }
    if (gradients.wants(b)) {
      Tensor db = c.map(Unary.NEGATE, da);
      gradients.add(b, Broadcasting.reduce(db, b.shape(), gradients));
    }
  }
}
