package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.engine.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Strided views: what they show, and what is refused. */
class ViewTest {
  private final Backend backend = new ReferenceBackend();
  private final Tensor x =
      Tensor.of(backend, Shape.of(2, 3, 2), 0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f, 11f);

  private void assertShows(View view, Shape shape, double... expected) {
    assertEquals(shape, view.shape());
    Tensor out = Tensor.allocate(backend, shape);
    backend.copy(view, View.of(out));
    assertArrayEquals(expected, out.toDoubles(), 0);
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(ShapeException.class, call).getMessage());
  }

  @Test
  void permutes() {
    double[] reversed = {0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11};
    assertShows(View.of(x).permute(2, 1, 0), Shape.of(2, 3, 2), reversed);
    double[] middle = {0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11};
    assertShows(View.of(x).permute(1, 0, 2), Shape.of(3, 2, 2), middle);
    assertShows(View.of(Tensor.of(backend, Shape.SCALAR, 7f)).permute(), Shape.SCALAR, 7);
  }

  @Test
  void slices() {
    assertShows(View.of(x).slice(1, 0, 3, 2), Shape.of(2, 2, 2), 0, 1, 4, 5, 6, 7, 10, 11);
    assertShows(View.of(x).slice(1, 1, 3, 5).slice(2, 1, 2, 1), Shape.of(2, 1, 1), 3, 9);
    assertShows(View.of(x).slice(0, 2, 2, 1), Shape.of(0, 3, 2));
    assertShows(View.of(x).permute(1, 2, 0).slice(0, 2, 3, 1), Shape.of(1, 2, 2), 4, 10, 5, 11);
  }

  @Test
  void expands() {
    View column = View.of(x).slice(1, 0, 1, 1).slice(2, 0, 1, 1);
    assertShows(column.expand(Shape.of(2, 2, 1)), Shape.of(2, 2, 1), 0, 0, 6, 6);
    View one = View.of(x.slice(0, 1)).slice(1, 1, 2, 1).slice(2, 1, 2, 1);
    assertShows(one.expand(Shape.of(2, 1, 1, 2)), Shape.of(2, 1, 1, 2), 3, 3, 3, 3);
    assertShows(one.expand(Shape.of(1, 0, 1)), Shape.of(1, 0, 1));
  }

  @Test
  void writesOnlyTheView() {
    Tensor out = Tensor.zeros(backend, Shape.of(3, 3));
    View target = View.of(out).permute(1, 0).slice(0, 0, 3, 2).slice(1, 1, 3, 1);
    backend.copy(View.of(Tensor.of(backend, Shape.of(2, 2), 1f, 2f, 3f, 4f)), target);
    assertArrayEquals(new double[] {0, 0, 0, 1, 0, 3, 2, 0, 4}, out.toDoubles(), 0);
  }

  @Test
  void refusesWhatIsNotThere() {
    View view = View.of(x);
    refused(
        "permute: (2, 3, 2): [0, 1, 1] is not an order of its axes; list each axis once, counted"
            + " from 0",
        () -> view.permute(0, 1, 1));
    for (int[] axes : new int[][] {{0, 1}, {0, 1, 3}, {-1, 0, 1}, {0, 1, 2, 2}}) {
      assertThrows(ShapeException.class, () -> view.permute(axes));
    }
    refused(
        "slice: (2, 3, 2): positions 1 to 4 by 1 of axis 1 are not there; choose an axis from 0,"
            + " 0 <= from <= to <= its extent, and a step of 1 or more",
        () -> view.slice(1, 1, 4, 1));
    for (int[] bad : new int[][] {{3, 0, 1, 1}, {-1, 0, 1, 1}, {1, -1, 1, 1}, {1, 2, 1, 1}}) {
      assertThrows(ShapeException.class, () -> view.slice(bad[0], bad[1], bad[2], bad[3]));
    }
    assertThrows(ShapeException.class, () -> view.slice(1, 0, 2, 0));
    refused(
        "expand: (2, 3, 2) and (2, 3, 4): an axis keeps its extent, or has extent 1; new axes come"
            + " first; reshape it, or choose a shape that it broadcasts to",
        () -> view.expand(Shape.of(2, 3, 4)));
    assertThrows(ShapeException.class, () -> view.expand(Shape.of(3, 2)));
  }

  @Test
  void copyRefusesOtherShapesAndRepeatedOutputs() {
    View view = View.of(x);
    refused(
        "copy: (2, 3, 2) and (2, 2, 3): the views must have one shape; permute, slice or expand"
            + " one",
        () -> backend.copy(view, view.permute(0, 2, 1)));
    View repeated = View.of(Tensor.allocate(backend, Shape.of(1))).expand(Shape.of(2, 3, 2));
    refused(
        "copy: (2, 3, 2): an element of the output would be written more than once; do not expand"
            + " the output",
        () -> backend.copy(view, repeated));
  }
}
