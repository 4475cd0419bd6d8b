package dev.rankine.engine.linalg;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;

/**
 * A matrix in float64, stored by columns: element (i, j) is at {@code j·rows + i}. Working memory
 * of the decompositions, modified by them.
 */
record Columns(int rows, int count, double[] values) {
  /** Zeros. */
  Columns(int rows, int count) {
    this(rows, count, new double[rows * count]);
  }

  /**
   * Checks that an argument is a matrix.
   *
   * @throws ShapeException if the rank is not 2
   */
  static void requireMatrix(String op, Tensor a) {
    if (a.shape().rank() != 2) {
      throw ShapeException.of(op, "a matrix (M, N) is needed", "reshape it", a.shape());
    }
  }

  /**
   * The elements of a matrix, or of its transpose.
   *
   * @throws ShapeException if the rank is not 2
   * @throws IllegalArgumentException if an element is not finite
   */
  static Columns of(String op, Tensor a, boolean transposed) {
    requireMatrix(op, a);
    int m = a.shape().dim(0);
    int n = a.shape().dim(1);
    double[] elements = a.toDoubles();
    for (int i = 0; i < elements.length; i++) {
      if (!Double.isFinite(elements[i])) {
        throw new IllegalArgumentException(
            op
                + ": "
                + a.shape()
                + ": element ("
                + i / n
                + ", "
                + i % n
                + ") is "
                + elements[i]
                + ", only finite numbers can be decomposed; look for an overflow or 0/0 before");
      }
    }
    return transposed ? new Columns(n, m, elements) : new Columns(n, m, elements).transpose();
  }

  /** The first {@code count} columns of the identity with this many rows. */
  static Columns identity(int rows, int count) {
    Columns identity = new Columns(rows, count);
    for (int j = 0; j < count; j++) {
      identity.values[identity.at(j, j)] = 1;
    }
    return identity;
  }

  /** The index of an element. */
  int at(int row, int column) {
    return column * rows + row;
  }

  /** A copy with rows and columns exchanged. */
  Columns transpose() {
    Columns transpose = new Columns(count, rows);
    for (int j = 0; j < count; j++) {
      for (int i = 0; i < rows; i++) {
        transpose.values[i * count + j] = values[j * rows + i];
      }
    }
    return transpose;
  }

  /** Copies a column into a column of as many or more rows, from its top. */
  void copyColumn(int from, Columns target, int to) {
    System.arraycopy(values, from * rows, target.values, to * target.rows, rows);
  }

  /** √Σ x² of a column. */
  double norm(int column) {
    return Vectors.norm(values, column * rows, rows);
  }

  /** Changes the sign of a column, in place. */
  void negate(int column) {
    for (int i = column * rows; i < (column + 1) * rows; i++) {
      values[i] = -values[i];
    }
  }

  /**
   * Divides by the power of two that brings the largest magnitude into [1, 2), in place and exactly
   * but for elements that become subnormal. So squares neither overflow nor, unless negligible,
   * vanish.
   *
   * @return its exponent
   */
  int normalise() {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    int exponent = Math.getExponent(largest);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.scalb(values[i], -exponent);
    }
    return exponent;
  }

  /** A tensor (rows, count). */
  Tensor tensor(Backend backend) {
    return transpose().transposedTensor(backend);
  }

  /** A tensor (count, rows): each column becomes a row. */
  Tensor transposedTensor(Backend backend) {
    return Tensor.of(backend, Shape.of(count, rows), values);
  }
}
