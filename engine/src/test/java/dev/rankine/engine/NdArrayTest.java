package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

class NdArrayTest {
  private final Backend backend = new ReferenceBackend();
  private final Tensor x = Tensor.of(backend, Shape.of(3, 2), 0f, 1f, 2f, 3f, 4f, 5f);

  @Test
  void reshapeIsAView() {
    Tensor flat = x.reshape(6);
    assertEquals(Shape.of(6), flat.shape());
    assertArrayEquals(x.toDoubles(), flat.toDoubles());
    backend.fill(7, flat);
    assertArrayEquals(new double[] {7, 7, 7, 7, 7, 7}, x.toDoubles());
  }

  @Test
  void reshapeKeepsTheNumberOfElements() {
    var thrown = assertThrows(ShapeException.class, () -> x.reshape(2, 2));
    assertTrue(thrown.getMessage().contains("(3, 2) and (2, 2)"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("product 6"), thrown.getMessage());
  }

  @Test
  void sliceIsAViewOfRows() {
    Tensor rows = x.slice(1, 3);
    assertEquals(Shape.of(2, 2), rows.shape());
    assertArrayEquals(new double[] {2, 3, 4, 5}, rows.toDoubles());
    Tensor last = rows.slice(1, 2);
    assertArrayEquals(new double[] {4, 5}, last.toDoubles());
    backend.fill(9, last);
    assertArrayEquals(new double[] {0, 1, 2, 3, 9, 9}, x.toDoubles());
    assertEquals(0, x.slice(3, 3).size());
  }

  @Test
  void sliceOfOtherKinds() {
    Indices indices = Indices.of(backend, Shape.of(3), 10, 11, 12);
    assertArrayEquals(new int[] {11, 12}, indices.slice(1, 3).toInts());
    Bytes bytes = Bytes.of(backend, Shape.of(2, 2), (byte) 1, (byte) 2, (byte) 3, (byte) -1);
    assertArrayEquals(new byte[] {3, -1}, bytes.slice(1, 2).toBytes());
  }

  @Test
  void bytesOverAnArrayAreThatArray() {
    byte[] values = {1, 2, 3, -1};
    Bytes bytes = Bytes.over(backend, Shape.of(2, 2), values);
    assertSame(values, ArrayStorage.bytes(bytes));
    assertArrayEquals(new byte[] {3, -1}, bytes.slice(1, 2).toBytes());
    var thrown =
        assertThrows(ShapeException.class, () -> Bytes.over(backend, Shape.of(2, 3), values));
    assertTrue(thrown.getMessage().contains("4 values for 6 elements"), thrown.getMessage());
  }

  @Test
  void sliceOutsideIsRefused() {
    for (int[] range : new int[][] {{-1, 2}, {2, 1}, {0, 4}}) {
      var thrown = assertThrows(ShapeException.class, () -> x.slice(range[0], range[1]));
      assertTrue(thrown.getMessage().startsWith("slice: (3, 2): rows "), thrown.getMessage());
    }
    Tensor scalar = Tensor.of(backend, Shape.SCALAR, 1f);
    assertThrows(ShapeException.class, () -> scalar.slice(0, 1));
  }

  @Test
  void anItemIsTheOnlyElement() {
    assertEquals(4, x.slice(2, 3).reshape(2).slice(0, 1).item());
    var thrown = assertThrows(ShapeException.class, x::item);
    assertTrue(thrown.getMessage().contains("6 elements"), thrown.getMessage());
  }

  @Test
  void useAfterTheScopeClosedFailsByName() {
    Tensor view;
    Indices indices;
    try (Scope scope = Scope.on(backend)) {
      view = scope.tensor(2, 3).reshape(6);
      indices = scope.indices(4);
    }
    var thrown = assertThrows(IllegalStateException.class, view::toFloats);
    assertTrue(thrown.getMessage().startsWith("Tensor(6) on reference"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("Scope.keep"), thrown.getMessage());
    assertThrows(IllegalStateException.class, () -> backend.map(Unary.ABS, view, view));
    assertThrows(IllegalStateException.class, () -> view.reshape(3, 2));
    assertThrows(IllegalStateException.class, () -> view.slice(0, 1));
    assertThrows(IllegalStateException.class, indices::toInts);
  }

  @Test
  void whatIsKeptOutlivesItsScope() {
    Tensor kept;
    Tensor view;
    try (Scope scope = Scope.on(backend)) {
      kept = scope.keep(scope.tensor(2));
      view = kept.reshape(2, 1);
      backend.fill(3, kept);
    }
    assertArrayEquals(new double[] {3, 3}, view.toDoubles());
    try (Scope scope = Scope.on(backend)) {
      backend.fill(4, scope.tensor(2));
    }
    assertArrayEquals(new double[] {3, 3}, kept.toDoubles());
  }

  @Test
  void onlyTheOwnerKeeps() {
    try (Scope scope = Scope.on(backend);
        Scope other = Scope.on(backend)) {
      Tensor mine = scope.tensor(2);
      assertThrows(IllegalStateException.class, () -> other.keep(mine));
      assertThrows(IllegalStateException.class, () -> scope.keep(x));
      scope.keep(mine);
      assertThrows(IllegalStateException.class, () -> scope.keep(mine));
    }
  }
}
