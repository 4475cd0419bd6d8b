package dev.rankine.engine;

/**
 * A two-dimensional view of a tensor's elements for {@link Backend#gemm} and {@link Backend#copy}:
 * element (i, j) is at {@code offset + i·ld + j} of the tensor, or at {@code offset + j·ld + i} if
 * transposed.
 *
 * @param tensor the elements
 * @param offset index of element (0, 0) in the tensor, in elements
 * @param rows rows of the view, after transposition
 * @param columns columns of the view, after transposition
 * @param ld leading dimension: distance in elements between stored rows
 * @param transposed whether the view is the transpose of what is stored
 */
public record Matrix(Tensor tensor, int offset, int rows, int columns, int ld, boolean transposed) {

  /**
   * Checks that the view lies inside the tensor.
   *
   * @throws ShapeException if it does not
   */
  public Matrix {
    int storedRows = transposed ? columns : rows;
    int storedColumns = transposed ? rows : columns;
    boolean empty = rows == 0 || columns == 0;
    long end = empty ? offset : offset + (long) (storedRows - 1) * ld + storedColumns;
    if (rows < 0 || columns < 0 || offset < 0 || ld < storedColumns || end > tensor.size()) {
      throw ShapeException.of(
          "matrix view",
          rows + "x" + columns + " at " + offset + ", leading dimension " + ld + ", leaves it",
          "choose a view inside the tensor with ld >= stored columns",
          tensor.shape());
    }
  }

  /**
   * A whole tensor of rank 2.
   *
   * @throws ShapeException if it has another rank
   */
  public static Matrix of(Tensor x) {
    if (x.shape().rank() != 2) {
      throw ShapeException.of("matrix view", "rank 2 is needed", "reshape it", x.shape());
    }
    return of(x, x.shape().dim(0), x.shape().dim(1));
  }

  /** All elements of a tensor of any shape as {@code rows × columns}. */
  public static Matrix of(Tensor x, int rows, int columns) {
    return new Matrix(x, 0, rows, columns, columns, false);
  }

  /** The transpose, as a view. */
  public Matrix transpose() {
    return new Matrix(tensor, offset, columns, rows, ld, !transposed);
  }

  /**
   * Columns {@code from} (inclusive) to {@code to} (exclusive), as a view.
   *
   * @throws ShapeException if they do not lie in this view
   */
  public Matrix columns(int from, int to) {
    if (from < 0 || to < from || to > columns) {
      throw ShapeException.of(
          "matrix view",
          "columns " + from + " to " + to + " do not lie in it",
          "choose 0 <= from <= to <= its extent",
          shape());
    }
    boolean empty = rows == 0 || to == from;
    int start = empty ? offset : offset + from * (transposed ? ld : 1);
    return new Matrix(tensor, start, rows, to - from, ld, transposed);
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive), as a view. */
  public Matrix rows(int from, int to) {
    return transpose().columns(from, to).transpose();
  }

  /** (rows, columns). */
  public Shape shape() {
    return Shape.of(rows, columns);
  }
}
