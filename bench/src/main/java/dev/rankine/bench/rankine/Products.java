package dev.rankine.bench.rankine;

import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Gemv;
import dev.rankine.bench.work.Trial;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/** Matrix products on a backend. */
record Products(Backend backend) {
  /** Rows {@code from} (inclusive) to {@code to} (exclusive) of a product. */
  Trial gemm(Gemm gemm, int from, int to) {
    Matrix a = matrix(gemm.a(), gemm.m(), gemm.k(), gemm.form().transposedA()).rows(from, to);
    Matrix b = matrix(gemm.b(), gemm.k(), gemm.n(), gemm.form().transposedB());
    Tensor c = Tensor.zeros(backend, Shape.of(to - from, gemm.n()));
    return Trial.of(() -> backend.gemm(1, a, b, 0, Matrix.of(c)), c::toFloats);
  }

  /** A product with one column. */
  Trial gemv(Gemv gemv) {
    Matrix a = matrix(gemv.a(), gemv.n(), gemv.n(), gemv.transposed());
    Matrix x = matrix(gemv.x(), gemv.n(), 1, false);
    Tensor y = Tensor.zeros(backend, Shape.of(gemv.n(), 1));
    return Trial.of(() -> backend.gemm(1, a, x, 0, Matrix.of(y)), y::toFloats);
  }

  private Matrix matrix(float[] values, int rows, int columns, boolean transposed) {
    Shape stored = transposed ? Shape.of(columns, rows) : Shape.of(rows, columns);
    Matrix matrix = Matrix.of(Tensor.of(backend, stored, values));
    return transposed ? matrix.transpose() : matrix;
  }
}
