package dev.rankine.autograd.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Tape;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import org.junit.jupiter.api.Test;

class TensorRowsTest {
  private static final Backend CPU = Backend.cpu();

  @Test
  void gathersRowsInTheirOrder() {
    Tensor values = Tensor.of(CPU, Shape.of(3, 1, 2), 1, 2, 3, 4, 5, 6);
    DataSet rows = DataSet.of(values);
    assertEquals(3, rows.count());
    assertEquals(CPU, rows.backend());
    assertTrue(rows.fixed());
    try (Tape tape = Tape.none(CPU)) {
      Tensor batch = rows.gather(tape, Indices.of(CPU, Shape.of(4), 2, 0, 0, 1));
      assertEquals(Shape.of(4, 1, 2), batch.shape());
      assertArrayEquals(new float[] {5, 6, 1, 2, 1, 2, 3, 4}, batch.toFloats());
      Indices outside = Indices.of(CPU, Shape.of(1), 3);
      assertThrows(IndexOutOfBoundsException.class, () -> rows.gather(tape, outside));
    }
  }
}
