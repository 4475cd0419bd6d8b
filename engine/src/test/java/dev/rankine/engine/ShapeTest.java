package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void aScalarHasOneElementAndNoAxis() {
    assertEquals(1, Shape.SCALAR.size());
    assertEquals(0, Shape.of().rank());
    assertThrows(ShapeException.class, () -> Shape.SCALAR.dim(0));
  }

  @Test
  void axesCountFromBothEnds() {
    Shape shape = Shape.of(2, 3, 5);
    assertEquals(2, shape.dim(0));
    assertEquals(5, shape.dim(-1));
    assertEquals(2, shape.dim(-3));
    assertThrows(ShapeException.class, () -> shape.dim(3));
    assertThrows(ShapeException.class, () -> shape.dim(-4));
    assertEquals(Shape.of(2, 7, 5), shape.with(-2, 7));
    assertEquals(Shape.of(7, 3, 5), shape.with(0, 7));
    assertThrows(ShapeException.class, () -> shape.with(3, 1));
    assertThrows(ShapeException.class, () -> shape.product(1, 4));
    assertEquals(15, shape.product(1, 3));
    assertEquals(1, shape.product(2, 2));
  }

  @Test
  void isAValue() {
    int[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 9;
    shape.dims()[1] = 9;
    assertArrayEquals(new int[] {2, 3}, shape.dims());
    assertEquals(Shape.of(2, 3), shape);
    assertEquals(Shape.of(2, 3).hashCode(), shape.hashCode());
    assertNotEquals(Shape.of(3, 2), shape);
    assertNotEquals(Shape.of(2, 3, 1), shape);
    assertEquals("(2, 3)", shape.toString());
  }

  @Test
  void aFewAxesAndManyBehaveAlike() {
    int[] dims = {2, 3, 4, 5, 6, 7};
    for (int rank = 0; rank <= dims.length; rank++) {
      int[] some = java.util.Arrays.copyOf(dims, rank);
      Shape shape = Shape.of(some);
      assertEquals(rank, shape.rank());
      assertArrayEquals(some, shape.dims());
      assertEquals(java.util.Arrays.hashCode(some), shape.hashCode());
      assertEquals(shape, Shape.of(shape.dims()));
      for (int axis = 0; axis < rank; axis++) {
        int[] changed = some.clone();
        changed[axis] = 1;
        assertEquals(Shape.of(changed), shape.with(axis, 1));
        assertNotEquals(shape, Shape.of(changed));
        assertEquals(dims[axis], shape.dim(axis - rank));
        assertEquals(shape, Shape.broadcast(shape.with(axis, 1), shape));
      }
    }
  }

  @Test
  void anExtentOfZeroMakesItEmpty() {
    assertEquals(0, Shape.of(3, 0, 2).size());
    assertEquals(0, Shape.of(0, Integer.MAX_VALUE, Integer.MAX_VALUE).size());
  }

  @Test
  void aNegativeExtentIsRefused() {
    var thrown = assertThrows(ShapeException.class, () -> Shape.of(2, -3));
    assertTrue(thrown.getMessage().contains("[2, -3]"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("negative"), thrown.getMessage());
    assertThrows(ShapeException.class, () -> Shape.of(0, -1));
  }

  @Test
  void moreElementsThanAnArrayAreRefused() {
    int most = Integer.MAX_VALUE - 64;
    assertEquals(most, Shape.of(most).size());
    assertThrows(ShapeException.class, () -> Shape.of(most + 1));
    assertThrows(ShapeException.class, () -> Shape.of(1 << 16, 1 << 15));
    // 2^64 elements: the product must not wrap around to something small.
    assertThrows(ShapeException.class, () -> Shape.of(1 << 16, 1 << 16, 1 << 16, 1 << 16));
  }

  @Test
  void broadcastsAsNumPyDoes() {
    assertEquals(Shape.of(2, 3), Shape.broadcast(Shape.of(2, 1), Shape.of(3)));
    assertEquals(Shape.of(4, 2, 3), Shape.broadcast(Shape.of(2, 3), Shape.of(4, 1, 1)));
    assertEquals(Shape.of(2, 3), Shape.broadcast(Shape.SCALAR, Shape.of(2, 3)));
    assertEquals(Shape.of(0, 3), Shape.broadcast(Shape.of(0, 3), Shape.of(1, 3)));
    assertEquals(Shape.of(0), Shape.broadcast(Shape.of(1), Shape.of(0)));
  }

  @Test
  void whatDoesNotBroadcastSaysWhichAxis() {
    var thrown =
        assertThrows(
            ShapeException.class, () -> Shape.broadcast(Shape.of(4, 2, 3), Shape.of(5, 3)));
    String expected =
        "broadcast: (4, 2, 3) and (5, 3): axis -2 has extents 2 and 5, equal or 1 is needed;"
            + " reshape one operand";
    assertEquals(expected, thrown.getMessage());
    assertThrows(ShapeException.class, () -> Shape.broadcast(Shape.of(0), Shape.of(2)));
  }

  /** Ones may replace any axis of one operand, and any leading axes may be left out. */
  @Property
  void broadcastingRestoresAShapeFromItsParts(
      @ForAll @Size(max = 4) int[] raw, @ForAll int mask, @ForAll @IntRange(max = 4) int drop) {
    int[] dims = new int[raw.length];
    int[] left = new int[raw.length];
    int[] right = new int[raw.length];
    for (int i = 0; i < raw.length; i++) {
      dims[i] = Math.floorMod(raw[i], 7);
      boolean inLeft = (mask >> i & 1) == 1 || i < drop;
      left[i] = inLeft ? dims[i] : 1;
      right[i] = inLeft ? 1 : dims[i];
    }
    int dropped = Math.min(drop, raw.length);
    Shape shorter = Shape.of(java.util.Arrays.copyOfRange(right, dropped, raw.length));
    assertEquals(Shape.of(dims), Shape.broadcast(Shape.of(left), shorter));
    assertEquals(Shape.of(dims), Shape.broadcast(shorter, Shape.of(left)));
  }

  @Test
  void anEmptyShapeMayHaveAnyOtherExtents() {
    assertEquals(0, Shape.of(100_000, 100_000, 0).size());
    assertEquals(0, Shape.of(0, 100_000, 100_000).size());
  }
}
