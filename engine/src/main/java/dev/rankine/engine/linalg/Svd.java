package dev.rankine.engine.linalg;

import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The thin singular value decomposition A = U·diag(s)·Vᵀ of any matrix (M, N):
 *
 * <pre>
 * A·P = Q·R          Householder, with column pivoting    (wide: of Aᵀ, U and V exchanged)
 * Rᵀ·J = X·diag(s)   one-sided Jacobi
 * A = (Q·J)·diag(s)·(P·X)ᵀ
 * </pre>
 *
 * <p>That order, Jacobi on the rows of R, is Drmač and Veselić's ("New fast and accurate Jacobi SVD
 * algorithm I", SIAM J. Matrix Anal. Appl. 29, 2008): pivoting grades the rows of R, so few sweeps
 * are needed and no pivoting within them.
 *
 * <p>Where A is some matrix B with its columns (its rows, if A is wide) scaled, every singular
 * value, the smallest too, has a relative error of about 2⁻⁵³ times the condition number of B.
 * Columns of R that are 2⁴⁰⁰ times smaller than the largest element count as 0.
 *
 * <p>The sign: in each column of U, as it is in float64, the element of the largest magnitude, the
 * first of equals, is positive. Where singular values are equal, or are 0, the vectors are one
 * orthonormal choice of many, but always the same one.
 *
 * @param u orthonormal columns, (M, K)
 * @param s singular values, descending and not negative, (K)
 * @param vT orthonormal rows, (K, N)
 */
public record Svd(Tensor u, Tensor s, Tensor vT) {
  /** Up to 128 columns, no kind of matrix that was tried took more than 10. */
  private static final int SWEEPS = 60;

  /**
   * Decomposes a matrix (M, N); an extent may be 0. Singular values that are too large for the
   * backend are infinite.
   *
   * @throws dev.rankine.engine.ShapeException if the rank is not 2
   * @throws IllegalArgumentException if an element is not finite
   * @throws ArithmeticException if Jacobi's method does not converge in 60 sweeps
   */
  public static Svd of(Tensor a) {
    return of(a, SWEEPS);
  }

  static Svd of(Tensor a, int sweeps) {
    Columns.requireMatrix("svd", a);
    boolean wide = a.shape().dim(0) < a.shape().dim(1);
    Columns tall = Columns.of("svd", a, wide);
    int exponent = tall.normalise();
    Householder reflections = Householder.pivoted(tall, Jacobi.NEGLIGIBLE);
    Columns x = reflections.r().transpose();
    Columns j = Jacobi.orthogonaliseInPlace(x, sweeps);

    double[] norms = IntStream.range(0, x.count()).mapToDouble(x::norm).toArray();
    int[] order = descending(norms);
    Columns left = left(reflections, j, order, tall.rows(), tall.count());
    Columns right = right(reflections, x, norms, order);
    Columns u = wide ? right : left;
    Columns v = wide ? left : right;
    fixSigns(u, v);

    double[] s = new double[tall.count()];
    for (int i = 0; i < order.length; i++) {
      s[i] = norms[order[i]] > Jacobi.NEGLIGIBLE ? Math.scalb(norms[order[i]], exponent) : 0;
    }
    return new Svd(
        u.tensor(a.backend()),
        Tensor.of(a.backend(), Shape.of(s.length), s),
        v.transposedTensor(a.backend()));
  }

  /** Indices by descending norm; equal norms stay in order. */
  private static int[] descending(double[] norms) {
    return IntStream.range(0, norms.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -norms[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  /** Q·(J, then columns of the identity), (rows, k). */
  private static Columns left(Householder q, Columns j, int[] order, int rows, int k) {
    Columns left = Columns.identity(rows, k);
    for (int i = 0; i < order.length; i++) {
      j.copyColumn(order[i], left, i);
    }
    q.applyInPlace(left);
    return left;
  }

  /** P·(the columns of X at length 1, then what completes them), (k, k). */
  private static Columns right(Householder p, Columns x, double[] norms, int[] order) {
    int k = x.rows();
    int nonzero = 0;
    Columns known = new Columns(k, k);
    while (nonzero < order.length && norms[order[nonzero]] > Jacobi.NEGLIGIBLE) {
      for (int i = 0; i < k; i++) {
        known.values()[known.at(i, nonzero)] =
            x.values()[x.at(i, order[nonzero])] / norms[order[nonzero]];
      }
      nonzero++;
    }
    if (nonzero < k) {
      complete(known, nonzero);
    }
    Columns right = new Columns(k, k);
    for (int j = 0; j < k; j++) {
      for (int i = 0; i < k; i++) {
        right.values()[right.at(p.order(i), j)] = known.values()[known.at(i, j)];
      }
    }
    return right;
  }

  /** Fills the columns from {@code from} on with the last columns of Q of the first ones. */
  private static void complete(Columns x, int from) {
    Columns first = new Columns(x.rows(), from);
    for (int j = 0; j < from; j++) {
      x.copyColumn(j, first, j);
    }
    Columns q = Columns.identity(x.rows(), x.count());
    Householder.of(first).applyInPlace(q);
    for (int j = from; j < x.count(); j++) {
      q.copyColumn(j, x, j);
    }
  }

  private static void fixSigns(Columns u, Columns v) {
    for (int j = 0; j < u.count(); j++) {
      double largest = 0;
      for (int i = 0; i < u.rows(); i++) {
        double value = u.values()[u.at(i, j)];
        largest = Math.abs(value) > Math.abs(largest) ? value : largest;
      }
      if (largest < 0) {
        u.negate(j);
        v.negate(j);
      }
    }
  }
}
