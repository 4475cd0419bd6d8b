package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = a where the mask is not 0, else b, with broadcasting; NaN is not 0. da = dy where a was
 * taken, db = dy elsewhere, 0 otherwise, summed as repeated.
 */
public record WhereOp(Tensor mask, Var a, Var b) implements Op {
  /** a or b by a mask, see {@link Masks}. */
  public static Var of(Tensor mask, Var a, Var b) {
    Shape shape = Shape.broadcast(mask.shape(), Shape.broadcast(a.shape(), b.shape()));
    Calculation c = Calculation.on(a);
    WhereOp op = new WhereOp(c.expand(mask, shape), a, b);
    Tensor y = c.select(op.mask, c.expandUnlessOne(a, shape), c.expandUnlessOne(b, shape));
    return a.tape().record(op, y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(a, b);
  }

  @Override
  public String formula() {
    return "y = mask ? a : b";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Tensor zero = c.number(0);
    if (gradients.wants(a)) {
      gradients.add(a, Broadcasting.reduce(c.select(mask, dy, zero), a.shape(), gradients));
    }
    if (gradients.wants(b)) {
      gradients.add(b, Broadcasting.reduce(c.select(mask, zero, dy), b.shape(), gradients));
    }
  }
}
