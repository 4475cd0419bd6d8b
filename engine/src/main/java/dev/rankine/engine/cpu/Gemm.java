package dev.rankine.engine.cpu;

import dev.rankine.engine.Matrix;

/**
 * A matrix product over arrays: c ← alpha·a·b + beta·c with a (M, K), b (K, N), c (M, N).
 *
 * @param alpha factor of each element of a, rounded once
 * @param beta factor of c; with 0, c is not read
 * @param c rows must be contiguous: its columnStride is 1
 * @param finish what follows
 */
public record Gemm(float alpha, Operand a, Operand b, float beta, Operand c, Finish finish) {
  /** Rows of c. */
  public int m() {
    return c.rows();
  }

  /** Columns of c. */
  public int n() {
    return c.columns();
  }

  /** Length of each chain. */
  public int k() {
    return a.columns();
  }

  /** The product for rows of c from i (inclusive) to end (exclusive). */
  public Gemm rows(int i, int end) {
    return new Gemm(alpha, a.block(i, 0, end, k()), b, beta, c.block(i, 0, end, n()), finish);
  }

  /** The product for columns of c from j (inclusive) to end (exclusive). */
  public Gemm columns(int j, int end) {
    Finish part = new Finish(finish.bias, finish.offset + j, finish.relu);
    return new Gemm(alpha, a, b.block(0, j, k(), end), beta, c.block(0, j, m(), end), part);
  }

  /** The product of other elements of the same arrays. */
  Gemm shifted(int aBy, int bBy, int cBy) {
    return new Gemm(alpha, a.shifted(aBy), b.shifted(bBy), beta, c.shifted(cBy), finish);
  }

  /**
   * An {@link dev.rankine.engine.Epilogue} over arrays.
   *
   * @param bias one element for each column of c, from offset on; null if nothing follows
   */
  public record Finish(float[] bias, int offset, boolean relu) {
    /** Nothing. */
    public static final Finish NONE = new Finish(null, 0, false);

    /** Whether the product is all. */
    public boolean isNone() {
      return bias == null;
    }
  }

  /**
   * A matrix in an array; one of the strides is 1.
   *
   * @param offset index of element (0, 0)
   * @param rowStride distance between rows
   * @param columnStride distance between columns
   */
  public record Operand(
      float[] data, int offset, int rows, int columns, int rowStride, int columnStride) {
    /** A view of a tensor resolved to its array. */
    static Operand of(Matrix view, float[] data) {
      return new Operand(
          data,
          view.tensor().offset() + view.offset(),
          view.rows(),
          view.columns(),
          view.transposed() ? 1 : view.ld(),
          view.transposed() ? view.ld() : 1);
    }

    /** Rows i to rowEnd and columns j to columnEnd, the ends exclusive. */
    Operand block(int i, int j, int rowEnd, int columnEnd) {
      return new Operand(data, at(i, j), rowEnd - i, columnEnd - j, rowStride, columnStride);
    }

    private Operand shifted(int by) {
      return new Operand(data, offset + by, rows, columns, rowStride, columnStride);
    }

    /** Index of element (i, j). */
    public int at(int i, int j) {
      return offset + i * rowStride + j * columnStride;
    }
  }
}
