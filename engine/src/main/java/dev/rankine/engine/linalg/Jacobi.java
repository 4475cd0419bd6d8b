package dev.rankine.engine.linalg;

import dev.rankine.engine.linalg.Vectors.Gram;

/**
 * One-sided Jacobi (Golub and Van Loan, "Matrix Computations", 4th edition, section 8.6.3): columns
 * are rotated in pairs until all are orthogonal. Their norms are then the singular values.
 *
 * <p>A pair counts as orthogonal where |x·y| ≤ √(rows + 63)·2⁻⁵³·|x|·|y|. Relative to the pair, and
 * not to the matrix, which is what makes tiny singular values accurate (Demmel and Veselić,
 * "Jacobi's method is more accurate than QR", SIAM J. Matrix Anal. Appl. 13, 1992). All three
 * products are computed anew for each pair, so no error of an update piles up.
 */
final class Jacobi {
  /** Norms at most this, for elements below 2, count as 0: their squares' products stay normal. */
  static final double NEGLIGIBLE = 0x1p-400;

  private static final double ROUNDING = 0x1p-53;

  private Jacobi() {}

  /**
   * x ← x·J with orthogonal columns, in sweeps over all pairs in row order, until one changes
   * nothing.
   *
   * @param x (rows, count), elements below 2 in magnitude
   * @return J, orthogonal, (count, count)
   * @throws ArithmeticException if that takes more sweeps than the limit
   */
  static Columns orthogonaliseInPlace(Columns x, int limit) {
    Columns j = Columns.identity(x.count(), x.count());
    for (int sweep = 0; sweep < limit; sweep++) {
      if (!sweep(x, j)) {
        return j;
      }
    }
    throw new ArithmeticException(
        "svd: "
            + x.count()
            + " columns are not orthogonal after "
            + limit
            + " sweeps; please report this matrix");
  }

  private static boolean sweep(Columns x, Columns j) {
    double tolerance = Math.sqrt(x.rows() + 63) * ROUNDING;
    boolean rotated = false;
    for (int p = 0; p < x.count(); p++) {
      for (int q = p + 1; q < x.count(); q++) {
        rotated |= rotate(x, j, p, q, tolerance);
      }
    }
    return rotated;
  }

  /** Makes two columns orthogonal by the smaller of the two angles that do. */
  private static boolean rotate(Columns x, Columns j, int p, int q, double tolerance) {
    double[] values = x.values();
    Gram gram = Vectors.gram(values, x.at(0, p), values, x.at(0, q), x.rows());
    double normP = Math.sqrt(gram.xx());
    double normQ = Math.sqrt(gram.yy());
    boolean orthogonal = Math.abs(gram.xy()) <= tolerance * normP * normQ;
    if (orthogonal || normP <= NEGLIGIBLE || normQ <= NEGLIGIBLE) {
      return false;
    }
    double zeta = (gram.yy() - gram.xx()) / (2 * gram.xy());
    double t = 1 / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
    double tangent = zeta < 0 ? -t : t;
    double cosine = 1 / Math.sqrt(1 + tangent * tangent);
    double sine = cosine * tangent;
    double half = sine / (1 + cosine);
    Vectors.rotate(sine, half, values, x.at(0, p), values, x.at(0, q), x.rows());
    Vectors.rotate(sine, half, j.values(), j.at(0, p), j.values(), j.at(0, q), j.rows());
    return true;
  }
}
