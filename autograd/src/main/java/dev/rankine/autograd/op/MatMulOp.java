package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/** y = a·b: a (M, K), b (K, N), y (M, N). da = dy·bᵀ, db = aᵀ·dy. */
public record MatMulOp(Var a, Var b) implements Op {
  /** The matrix product. */
  public static Var of(Var a, Var b) {
    Matrix left = Matrix.of(a.value());
    Matrix right = Matrix.of(b.value());
    Tensor y = a.tape().allocate(Shape.of(left.rows(), right.columns()));
    a.tape().backend().gemm(1, left, right, 0, Matrix.of(y));
    return a.tape().record(new MatMulOp(a, b), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(a, b);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Matrix upstream = Matrix.of(dy);
    if (gradients.wants(a)) {
      Tensor da = gradients.allocate(a.shape());
      gradients.backend().gemm(1, upstream, Matrix.of(b.value()).transpose(), 0, Matrix.of(da));
      gradients.add(a, da);
    }
    if (gradients.wants(b)) {
      Tensor db = gradients.allocate(b.shape());
      gradients.backend().gemm(1, Matrix.of(a.value()).transpose(), upstream, 0, Matrix.of(db));
      gradients.add(b, db);
    }
  }
}
