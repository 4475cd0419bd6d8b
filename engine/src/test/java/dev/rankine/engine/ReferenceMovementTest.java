package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.engine.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Picking along an axis, choices, dropout's factors and average pooling, worked out by hand. */
class ReferenceMovementTest {
  private static final double NAN = Double.NaN;

  private final Backend backend = new ReferenceBackend();

  private Tensor real(Shape shape, double... values) {
    return Tensor.of(backend, shape, values);
  }

  private static void assertValues(Tensor actual, double... expected) {
    assertArrayEquals(expected, actual.toDoubles(), 0);
  }

  private static void refused(String start, Class<? extends Exception> type, Executable call) {
    String message = assertThrows(type, call).getMessage();
    assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
  }

  @Test
  void picksAlongAnAxis() {
    Tensor x = real(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor columns = Tensor.allocate(backend, Shape.of(2, 2));
    backend.gatherAlong(x, 1, Indices.of(backend, Shape.of(2, 2), 2, 0, 1, 1), columns);
    assertValues(columns, 3, 1, 5, 5);
    Tensor rows = Tensor.allocate(backend, Shape.of(1, 3));
    backend.gatherAlong(x, 0, Indices.of(backend, Shape.of(1, 3), 1, 0, 1), rows);
    assertValues(rows, 4, 2, 6);
    backend.scatterAddAlongInPlace(columns, 1, Indices.of(backend, Shape.of(2, 2), 2, 0, 1, 1), x);
    assertValues(x, 2, 2, 6, 4, 15, 6);
  }

  @Test
  void pickingRefuses() {
    Tensor x = real(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor out = Tensor.zeros(backend, Shape.of(2, 1));
    Indices index = Indices.of(backend, Shape.of(2, 1), 0, 3);
    refused(
        "gather_along: index 3 is not in 0 … 2",
        IndexOutOfBoundsException.class,
        () -> backend.gatherAlong(x, 1, index, out));
    refused(
        "gather_along: (2, 3) and (2, 1) and (2, 1): the shapes must be equal but for axis 0",
        ShapeException.class,
        () -> backend.gatherAlong(x, 0, index, out));
    refused(
        "scatter_add_along: (2, 3) and (2, 1) and (2, 1): the shapes must be equal but for axis 2",
        ShapeException.class,
        () -> backend.scatterAddAlongInPlace(out, 2, index, x));
    assertValues(out, 0, 0);
  }

  @Test
  void selects() {
    Tensor mask = real(Shape.of(5), 1, 0, -0.0, NAN, -2);
    Tensor out = Tensor.allocate(backend, Shape.of(5));
    backend.select(mask, real(Shape.of(5), 1, NAN, 3, 4, 5), real(Shape.SCALAR, -0.0), out);
    assertValues(out, 1, -0.0, -0.0, 4, 5);
    refused(
        "select: (5) and (2) and (): both choices have the mask's shape or one element",
        ShapeException.class,
        () -> backend.select(mask, real(Shape.of(2), 1, 2), real(Shape.SCALAR, 0), out));
    refused(
        "select: (5) and (1): the shapes must be equal",
        ShapeException.class,
        () -> backend.select(mask, mask, mask, real(Shape.of(1), 1)));
  }

  @Test
  void keeps() {
    Philox random = new Philox(3, 1);
    Philox same = new Philox(3, 1);
    Tensor out = Tensor.allocate(backend, Shape.of(100));
    backend.keep(random, 0.25, out);
    for (double value : out.toDoubles()) {
      assertEquals(same.nextFloat() < 0.25 ? 4 : 0, value);
    }
    assertEquals(100, random.position());
    for (double wrong : new double[] {0, 1.5, -1, NAN}) {
      refused(
          "keep: probability " + wrong + ": choose one above 0 and at most 1",
          IllegalArgumentException.class,
          () -> backend.keep(random, wrong, out));
    }
  }

  @Test
  void averagesWindows() {
    Tensor x = real(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Tensor out = Tensor.allocate(backend, Shape.of(1, 1, 2, 2));
    AveragePool2dGeometry overlapping = AveragePool2dGeometry.of(x.shape(), 2, 1);
    backend.averagePool2d(overlapping, x, out);
    assertValues(out, 3, 4, 6, 7);
    Tensor dx = Tensor.allocate(backend, x.shape());
    backend.averagePool2dGradient(overlapping, real(out.shape(), 4, 8, 12, 16), dx);
    assertValues(dx, 1, 3, 2, 4, 10, 6, 3, 7, 4);
  }

  @Test
  void adaptiveWindowsCoverTheImage() {
    Tensor x = real(Shape.of(1, 1, 1, 5), 1, 2, 3, 4, 5);
    Tensor out = Tensor.allocate(backend, Shape.of(1, 1, 1, 2));
    AveragePool2dGeometry g = AveragePool2dGeometry.adaptive(x.shape(), 1, 2);
    backend.averagePool2d(g, x, out);
    assertValues(out, 2, 4);
    Tensor dx = Tensor.allocate(backend, x.shape());
    backend.averagePool2dGradient(g, real(out.shape(), 3, 6), dx);
    assertValues(dx, 1, 1, 3, 2, 2);
  }

  @Test
  void averagingRefuses() {
    refused(
        "avg_pool2d: (1, 1, 2, 3): kernel 3, stride 1: both start at 1 and the kernel must fit;"
            + " enlarge",
        ShapeException.class,
        () -> AveragePool2dGeometry.of(Shape.of(1, 1, 2, 3), 3, 1));
    refused(
        "avg_pool2d: (2, 3): (B, C, H, W) is needed; reshape",
        ShapeException.class,
        () -> AveragePool2dGeometry.of(Shape.of(2, 3), 1, 1));
    refused(
        "adaptive_avg_pool2d: (1, 1, 2, 3): an output of 2x4",
        ShapeException.class,
        () -> AveragePool2dGeometry.adaptive(Shape.of(1, 1, 2, 3), 2, 4));
    refused(
        "avg_pool2d: (1, 1, 2, 2) and (1, 1, 2, 1): they must be what",
        ShapeException.class,
        () ->
            backend.averagePool2d(
                AveragePool2dGeometry.of(Shape.of(1, 1, 2, 2), 2, 1),
                Tensor.zeros(backend, Shape.of(1, 1, 2, 2)),
                Tensor.zeros(backend, Shape.of(1, 1, 2, 1))));
  }
}
