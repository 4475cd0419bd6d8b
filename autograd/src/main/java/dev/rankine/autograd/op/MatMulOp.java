package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = a·b: a (…, M, K), b (…, K, N), y (…, M, N), where the axes before the last two broadcast.
 *
 * <pre>da = dy·bᵀ,  db = aᵀ·dy,  each summed over the axes along which it was repeated</pre>
 */
public record MatMulOp(Var a, Var b) implements Op {
  /** The matrix product. */
  public static Var of(Var a, Var b) {
    MatMulOp op = new MatMulOp(a, b);
    Tensor y = op.isBatched() ? op.batched() : op.single();
    return a.tape().record(op, y);
  }

  private boolean isBatched() {
    return a.shape().rank() > 2 || b.shape().rank() > 2;
  }

  private Tensor single() {
    Matrix left = Matrix.of(a.value());
    Matrix right = Matrix.of(b.value());
    Tensor y = a.tape().allocate(Shape.of(left.rows(), right.columns()));
    a.tape().backend().gemm(1, left, right, 0, Matrix.of(y));
    return y;
  }

  private Tensor batched() {
    Tensor y = a.tape().allocate(BatchedProduct.shape(a.shape(), b.shape()));
    new BatchedProduct(a.tape().backend(), y.shape())
        .multiply(a.value(), false, b.value(), false, y);
    return y;
  }

  @Override
  public List<Var> inputs() {
    return List.of(a, b);
  }

  @Override
  public String formula() {
    return "y = a·b";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    BatchedProduct product = new BatchedProduct(gradients.backend(), dy.shape());
    if (gradients.wants(a)) {
      Tensor da = gradients.allocate(a.shape());
      product.multiply(dy, false, b.value(), true, da);
      gradients.add(a, da);
    }
    if (gradients.wants(b)) {
      Tensor db = gradients.allocate(b.shape());
      product.multiply(a.value(), true, dy, false, db);
      gradients.add(b, db);
    }
  }
}
