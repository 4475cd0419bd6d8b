package dev.rankine.engine;

/**
 * Matrices of one shape in one tensor, the first of them and where the others are.
 *
 * @param first matrix 0
 * @param count how many there are, at least 0
 * @param stride distance in elements between an element of one matrix and that of the next; 0
 *     repeats the first
 */
public record MatrixBatch(Matrix first, int count, int stride) {
  /**
   * Checks that the last matrix lies inside the tensor.
   *
   * @throws ShapeException if it does not
   */
  public MatrixBatch {
    boolean fits = count >= 0 && stride >= 0;
    long last = first.offset() + Math.max(0L, count - 1) * stride;
    if (!fits || last + extent(first) > first.tensor().size()) {
      throw ShapeException.of(
          "batch of matrices",
          count + " of " + first.shape() + ", " + stride + " elements apart, leave it",
          "choose matrices inside the tensor",
          first.tensor().shape());
    }
  }

  /** The matrices in the last two axes of a tensor, in order. */
  public static MatrixBatch of(Tensor x) {
    int rank = x.shape().rank();
    if (rank < 2) {
      throw ShapeException.of(
          "batch of matrices", "rank 2 or more is needed", "reshape", x.shape());
    }
    int rows = x.shape().dim(rank - 2);
    int columns = x.shape().dim(rank - 1);
    int count = x.shape().product(0, rank - 2);
    Matrix first = new Matrix(x, 0, count == 0 ? 0 : rows, columns, columns, false);
    return new MatrixBatch(first, count, rows * columns);
  }

  /** Elements from the first of a matrix to behind its last. */
  private static long extent(Matrix m) {
    int storedRows = m.transposed() ? m.columns() : m.rows();
    int storedColumns = m.transposed() ? m.rows() : m.columns();
    return m.rows() == 0 || m.columns() == 0 ? 0 : (storedRows - 1L) * m.ld() + storedColumns;
  }

  /** Whether each matrix ends before the next one begins, so that no element belongs to two. */
  public boolean isDisjoint() {
    return count <= 1 || stride >= extent(first);
  }

  /** All of them transposed, as a view. */
  public MatrixBatch transpose() {
    return new MatrixBatch(first.transpose(), count, stride);
  }

  /** Matrix i. */
  public Matrix get(int i) {
    int offset = first.offset() + i * stride;
    return new Matrix(
        first.tensor(), offset, first.rows(), first.columns(), first.ld(), first.transposed());
  }
}
