package dev.rankine.engine.linalg;

import dev.rankine.engine.Tensor;

/**
 * The thin decomposition A = Q·R of any matrix (M, N) by Householder reflections (Golub and Van
 * Loan, "Matrix Computations", 4th edition, section 5.2).
 *
 * <p>The diagonal of R is not negative, which makes the result unique where the first K columns of
 * A are independent. A column that depends on those before it has rounding errors, or 0, on the
 * diagonal. The backward error of each column is a small multiple of 2⁻⁵³ of that column, whatever
 * the others' scale.
 *
 * @param q orthonormal columns, (M, K)
 * @param r upper triangular, with exact zeros below the diagonal, (K, N)
 */
public record Qr(Tensor q, Tensor r) {
  /**
   * Decomposes a matrix (M, N); an extent may be 0. Elements of R that are too large for the
   * backend are infinite.
   *
   * @throws dev.rankine.engine.ShapeException if the rank is not 2
   * @throws IllegalArgumentException if an element is not finite
   */
  public static Qr of(Tensor a) {
    Columns columns = Columns.of("qr", a, false);
    int exponent = columns.normalise();
    Householder reflections = Householder.of(columns);
    Columns r = reflections.r();
    Columns q = Columns.identity(columns.rows(), r.rows());
    reflections.applyInPlace(q);
    for (int i = 0; i < r.rows(); i++) {
      if (r.values()[r.at(i, i)] < 0) {
        q.negate(i);
        for (int j = i; j < r.count(); j++) {
          r.values()[r.at(i, j)] = -r.values()[r.at(i, j)];
        }
      }
    }
    for (int i = 0; i < r.values().length; i++) {
      r.values()[i] = Math.scalb(r.values()[i], exponent);
    }
    return new Qr(q.tensor(a.backend()), r.tensor(a.backend()));
  }
}
