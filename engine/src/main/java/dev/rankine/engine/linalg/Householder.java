package dev.rankine.engine.linalg;

/**
 * A·P = Q·R by reflections H = I − tau·v·vᵀ with v[0] = 1 (Golub and Van Loan, "Matrix
 * Computations", 4th edition, algorithms 5.1.1, 5.2.1 and, with the column of the largest remaining
 * norm brought forward at each step, 5.4.1). The remaining norms are computed anew at each step,
 * not downdated.
 *
 * <p>Each column of the backward error is small beside the same column of A.
 */
final class Householder {
  /** R on and above the diagonal, the vectors v below it. */
  private final Columns a;

  private final double[] tau;
  private final int[] order;
  private final int rank;

  private Householder(Columns a, boolean pivoting, double negligible) {
    this.a = a;
    this.tau = new double[Math.min(a.rows(), a.count())];
    this.order = new int[a.count()];
    for (int j = 0; j < order.length; j++) {
      order[j] = j;
    }
    int step = 0;
    while (step < tau.length && (!pivoting || bringForward(step) > negligible)) {
      reflect(step++);
    }
    this.rank = step;
  }

  /** A = Q·R; a is overwritten. */
  static Householder of(Columns a) {
    return new Householder(a, false, 0);
  }

  /** A·P = Q·R; a is overwritten. Ends where all remaining column norms are at most negligible. */
  static Householder pivoted(Columns a, double negligible) {
    return new Householder(a, true, negligible);
  }

  /** Number of reflections: K, or fewer where what remained was negligible. */
  int rank() {
    return rank;
  }

  /** Column j of A·P is column order(j) of A. */
  int order(int j) {
    return order[j];
  }

  /** Swaps the column with the largest remaining norm, the first of equals, to the front. */
  private double bringForward(int step) {
    int pivot = step;
    double largest = -1;
    for (int j = step; j < a.count(); j++) {
      double norm = Vectors.norm(a.values(), a.at(step, j), a.rows() - step);
      if (norm > largest) {
        largest = norm;
        pivot = j;
      }
    }
    if (pivot != step) {
      int column = order[step];
      order[step] = order[pivot];
      order[pivot] = column;
      for (int i = 0; i < a.rows(); i++) {
        double value = a.values()[a.at(i, step)];
        a.values()[a.at(i, step)] = a.values()[a.at(i, pivot)];
        a.values()[a.at(i, pivot)] = value;
      }
    }
    return largest;
  }

  /** Reflects the columns from {@code step} on so that this one ends at its diagonal. */
  private void reflect(int step) {
    double[] values = a.values();
    int head = a.at(step, step);
    int tail = a.rows() - step - 1;
    if (Vectors.norm(values, head + 1, tail) == 0) {
      return;
    }
    double norm = Vectors.norm(values, head, tail + 1);
    double diagonal = values[head] > 0 ? -norm : norm;
    double divisor = values[head] - diagonal;
    tau[step] = -divisor / diagonal;
    for (int i = head + 1; i <= head + tail; i++) {
      values[i] /= divisor;
    }
    values[head] = diagonal;
    for (int j = step + 1; j < a.count(); j++) {
      apply(step, a, j);
    }
  }

  /** Applies one reflection to a column of x. */
  private void apply(int step, Columns x, int column) {
    int v = a.at(step, step) + 1;
    int y = x.at(step, column);
    int tail = a.rows() - step - 1;
    double along = x.values()[y] + Vectors.dot(a.values(), v, x.values(), y + 1, tail);
    double f = tau[step] * along;
    if (f != 0) {
      x.values()[y] -= f;
      Vectors.subtractScaled(f, a.values(), v, x.values(), y + 1, tail);
    }
  }

  /** x ← Q·x, x (M, any). */
  void applyInPlace(Columns x) {
    for (int step = rank - 1; step >= 0; step--) {
      for (int column = 0; column < x.count(); column++) {
        apply(step, x, column);
      }
    }
  }

  /** R, (rank, N). */
  Columns r() {
    Columns r = new Columns(rank, a.count());
    for (int j = 0; j < a.count(); j++) {
      System.arraycopy(a.values(), a.at(0, j), r.values(), r.at(0, j), Math.min(j + 1, rank));
    }
    return r;
  }
}
