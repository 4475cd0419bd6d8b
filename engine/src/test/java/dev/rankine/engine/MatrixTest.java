package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

class MatrixTest {
  private final Backend backend = new ReferenceBackend();

  /**
   *
   *
   * <pre>
   * 0  1  2  3
   * 4  5  6  7
   * 8  9 10 11
   * </pre>
   */
  private final Tensor x =
      Tensor.of(backend, Shape.of(3, 4), 0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f, 11f);

  private double[] elements(Matrix view) {
    Tensor out = Tensor.allocate(backend, view.shape());
    backend.copy(view, Matrix.of(out));
    return out.toDoubles();
  }

  @Test
  void aTensorOfRankTwoIsAMatrix() {
    assertEquals(new Matrix(x, 0, 3, 4, 4, false), Matrix.of(x));
    var thrown = assertThrows(ShapeException.class, () -> Matrix.of(x.reshape(12)));
    assertTrue(thrown.getMessage().startsWith("matrix view: (12): rank 2"), thrown.getMessage());
    assertArrayEquals(x.toDoubles(), elements(Matrix.of(x.reshape(2, 2, 3), 6, 2)));
  }

  @Test
  void transposeSwapsRowsAndColumns() {
    Matrix transpose = Matrix.of(x).transpose();
    assertEquals(Shape.of(4, 3), transpose.shape());
    assertArrayEquals(new double[] {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}, elements(transpose), 0);
    assertEquals(Matrix.of(x), transpose.transpose());
  }

  @Test
  void columnsAndRowsNarrow() {
    assertArrayEquals(new double[] {1, 2, 5, 6, 9, 10}, elements(Matrix.of(x).columns(1, 3)));
    assertArrayEquals(new double[] {4, 5, 6, 7}, elements(Matrix.of(x).rows(1, 2)));
    assertArrayEquals(new double[] {6, 10}, elements(Matrix.of(x).rows(1, 3).columns(2, 3)));
    Matrix transpose = Matrix.of(x).transpose();
    assertArrayEquals(new double[] {4, 8, 5, 9, 6, 10, 7, 11}, elements(transpose.columns(1, 3)));
    assertArrayEquals(new double[] {2, 6, 10}, elements(transpose.rows(2, 3)));
  }

  @Test
  void emptyViewsAreFine() {
    assertEquals(Shape.of(3, 0), Matrix.of(x).columns(4, 4).shape());
    assertEquals(Shape.of(0, 4), Matrix.of(x).rows(3, 3).shape());
    assertDoesNotThrow(() -> Matrix.of(Tensor.allocate(backend, Shape.of(0, 5))));
    assertDoesNotThrow(() -> Matrix.of(Tensor.allocate(backend, Shape.of(5, 0))).transpose());
    Matrix noRows = Matrix.of(Tensor.allocate(backend, Shape.of(0, 5)));
    assertEquals(Shape.of(0, 2), noRows.columns(3, 5).shape());
    assertEquals(Shape.of(2, 0), noRows.transpose().rows(3, 5).shape());
  }

  @Test
  void aViewOfAViewStaysInIt() {
    Matrix part = Matrix.of(x).columns(1, 3);
    assertThrows(ShapeException.class, () -> part.columns(0, 3));
    assertThrows(ShapeException.class, () -> part.columns(-1, 1));
    assertThrows(ShapeException.class, () -> part.columns(2, 1));
    assertThrows(ShapeException.class, () -> part.rows(0, 4));
  }

  @Test
  void aViewInsideTheTensorFits() {
    assertArrayEquals(new double[] {1, 2, 6, 7}, elements(new Matrix(x, 1, 2, 2, 5, false)));
    assertArrayEquals(new double[] {9, 10, 11}, elements(new Matrix(x, 9, 1, 3, 3, false)));
  }

  @Test
  void aViewThatLeavesTheTensorIsRefused() {
    assertRefused(0, 4, 4, 4, false);
    assertRefused(1, 3, 4, 4, false);
    assertRefused(0, 3, 4, 3, false);
    assertRefused(-1, 1, 1, 1, false);
    assertRefused(0, -1, 4, 4, false);
    assertRefused(0, 3, -1, 4, false);
    assertRefused(0, 5, 3, 4, true);
    assertRefused(13, 0, 0, 0, false);
    assertRefused(0, 1 << 16, 1, 1 << 16, false);
  }

  private void assertRefused(int offset, int rows, int columns, int ld, boolean transposed) {
    var thrown =
        assertThrows(
            ShapeException.class, () -> new Matrix(x, offset, rows, columns, ld, transposed));
    assertTrue(thrown.getMessage().startsWith("matrix view: (3, 4): "), thrown.getMessage());
    assertTrue(thrown.getMessage().contains(rows + "x" + columns), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("choose a view inside"), thrown.getMessage());
  }
}
