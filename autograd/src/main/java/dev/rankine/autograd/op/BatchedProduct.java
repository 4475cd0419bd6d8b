package dev.rankine.autograd.op;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.MatrixBatch;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;

/**
 * Products of the matrices in the last two axes of two operands; the axes before them broadcast to
 * those of one shape.
 *
 * @param shape of y, whose leading axes the operands and results broadcast to
 */
record BatchedProduct(Backend backend, Shape shape) {
  /** The shape of a·b. */
  static Shape shape(Shape a, Shape b) {
    if (a.rank() < 2 || b.rank() < 2 || a.dim(-1) != b.dim(-2)) {
      throw ShapeException.of(
          "matmul",
          "(…, M, K) and (…, K, N) are needed",
          "transpose the last two axes of one, or reshape a vector to a matrix",
          a,
          b);
    }
    Shape leading = Shape.broadcast(a.with(-1, 1).with(-2, 1), b.with(-1, 1).with(-2, 1));
    return leading.with(-2, a.dim(-2)).with(-1, b.dim(-1));
  }

  /**
   * out ← a·b, each of them transposed if it is said so, summed over the leading positions that out
   * does not tell apart, in ascending order.
   */
  void multiply(Tensor a, boolean aT, Tensor b, boolean bT, Tensor out) {
    if (leading(a) == 1 && leading(b) == 1 && leading(out) == 1) {
      backend.gemm(1, single(a, aT), single(b, bT), 0, single(out, false));
    } else if (hasAll(a) && hasAll(b) && hasAll(out)) {
      MatrixBatch left = MatrixBatch.of(a);
      MatrixBatch right = MatrixBatch.of(b);
      MatrixBatch product = MatrixBatch.of(out);
      backend.gemm(1, aT ? left.transpose() : left, bT ? right.transpose() : right, 0, product);
    } else if (hasAll(a) && !aT && leading(b) == 1 && hasAll(out)) {
      backend.gemm(1, tall(a), single(b, bT), 0, tall(out));
    } else if (hasAll(a) && aT && hasAll(b) && !bT && leading(out) == 1) {
      backend.gemm(1, tall(a).transpose(), tall(b), 0, single(out, false));
    } else {
      oneByOne(a, aT, b, bT, out);
    }
  }

  private static int leading(Tensor x) {
    return x.shape().product(0, x.shape().rank() - 2);
  }

  private int positions() {
    return shape.product(0, shape.rank() - 2);
  }

  /** Whether a tensor has a matrix of its own for every leading position. */
  private boolean hasAll(Tensor x) {
    return leading(x) == positions() && positions() > 0;
  }

  /** The only matrix. */
  private static Matrix single(Tensor x, boolean transposed) {
    return matrix(x, 0, transposed);
  }

  private static Matrix matrix(Tensor x, int which, boolean transposed) {
    int rows = x.shape().dim(-2);
    int columns = x.shape().dim(-1);
    Matrix m = new Matrix(x, which * rows * columns, rows, columns, columns, false);
    return transposed ? m.transpose() : m;
  }

  /** All matrices, one above the other. */
  private static Matrix tall(Tensor x) {
    return Matrix.of(x, leading(x) * x.shape().dim(-2), x.shape().dim(-1));
  }

  private void oneByOne(Tensor a, boolean aT, Tensor b, boolean bT, Tensor out) {
    if (positions() == 0) {
      backend.fill(0, out);
    }
    for (int i = 0; i < positions(); i++) {
      double beta = isFirst(i, out) ? 0 : 1;
      Matrix left = matrix(a, which(i, a), aT);
      Matrix right = matrix(b, which(i, b), bT);
      backend.gemm(1, left, right, beta, matrix(out, which(i, out), false));
    }
  }

  /** The matrix of a tensor that a leading position sees. */
  private int which(int position, Tensor x) {
    int which = 0;
    int stride = 1;
    for (int axis = -3; axis >= -x.shape().rank(); axis--) {
      int extent = x.shape().dim(axis);
      which += extent == 1 ? 0 : position % shape.dim(axis) * stride;
      position /= shape.dim(axis);
      stride *= extent;
    }
    return which;
  }

  /** Whether no position before this one sees the same matrix. */
  private boolean isFirst(int position, Tensor x) {
    boolean first = true;
    for (int axis = -3; axis >= -shape.rank(); axis--) {
      boolean repeats = axis < -x.shape().rank() || x.shape().dim(axis) == 1;
      first &= !repeats || position % shape.dim(axis) == 0;
      position /= shape.dim(axis);
    }
    return first;
  }
}
