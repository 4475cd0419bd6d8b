package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Conv2dGeometry.Window;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GeometryTest {
  private static Conv2dGeometry convolution(int h, int w, int kh, int kw, Window window) {
    return Conv2dGeometry.of(Shape.of(2, 3, h, w), Shape.of(5, 3, kh, kw), window);
  }

  @Test
  void convolutionExtents() {
    Conv2dGeometry same = convolution(28, 14, 3, 3, new Window(1, 1, 1));
    assertEquals(28, same.outH());
    assertEquals(14, same.outW());
    assertEquals(27, same.taps());
    assertEquals(Shape.of(2, 3, 28, 14), same.inputShape());
    assertEquals(Shape.of(5, 3, 3, 3), same.weightShape());
    assertEquals(Shape.of(2, 5, 28, 14), same.outputShape());

    Conv2dGeometry strided = convolution(7, 8, 3, 2, new Window(2, 0, 1));
    assertEquals(3, strided.outH());
    assertEquals(4, strided.outW());

    Conv2dGeometry dilated = convolution(9, 9, 3, 1, new Window(1, 0, 3));
    assertEquals(3, dilated.outH());
    assertEquals(9, dilated.outW());
  }

  @Test
  void imagesFormGroupsOfAtLeast1024Positions() {
    assertEquals(2, convolution(28, 28, 3, 3, new Window(1, 1, 1)).imagesPerGroup());
    assertEquals(8, convolution(14, 14, 3, 3, new Window(1, 1, 1)).imagesPerGroup());
    assertEquals(1, convolution(32, 32, 1, 1, Window.DENSE).imagesPerGroup());
    assertEquals(2, convolution(32, 31, 1, 1, Window.DENSE).imagesPerGroup());
    assertEquals(1024, convolution(3, 3, 3, 3, Window.DENSE).imagesPerGroup());
  }

  @Test
  void channelsMustAgree() {
    var thrown =
        assertThrows(
            ShapeException.class,
            () -> Conv2dGeometry.of(Shape.of(2, 3, 8, 8), Shape.of(5, 4, 3, 3), Window.DENSE));
    assertTrue(
        thrown.getMessage().startsWith("conv2d: (2, 3, 8, 8) and (5, 4, 3, 3): "),
        thrown.getMessage());
    assertTrue(thrown.getMessage().contains("same C"), thrown.getMessage());
    assertThrows(
        ShapeException.class,
        () -> Conv2dGeometry.of(Shape.of(3, 8, 8), Shape.of(5, 3, 3, 3), Window.DENSE));
  }

  @Test
  void groupsDivideTheChannels() {
    Window two = new Window(1, 0, 1, 2);
    var g = Conv2dGeometry.of(Shape.of(2, 6, 8, 8), Shape.of(4, 3, 3, 3), two);
    assertEquals(27, g.taps());
    assertEquals(Shape.of(4, 3, 3, 3), g.weightShape());
    assertEquals(Shape.of(2, 3, 8, 8), g.group().inputShape());
    assertEquals(Shape.of(2, 2, 6, 6), g.group().outputShape());
    var thrown =
        assertThrows(
            ShapeException.class,
            () -> Conv2dGeometry.of(Shape.of(2, 6, 8, 8), Shape.of(5, 3, 3, 3), two));
    assertTrue(thrown.getMessage().contains("do not fall into 2 groups"), thrown.getMessage());
    thrown =
        assertThrows(
            ShapeException.class,
            () -> Conv2dGeometry.of(Shape.of(2, 6, 8, 8), Shape.of(4, 6, 3, 3), two));
    assertTrue(thrown.getMessage().contains("C / 2"), thrown.getMessage());
    assertThrows(ShapeException.class, () -> new Window(1, 0, 1, 0));
  }

  @Test
  void aKernelWithoutOutputIsRefused() {
    var thrown = assertThrows(ShapeException.class, () -> convolution(4, 9, 5, 1, Window.DENSE));
    assertTrue(
        thrown.getMessage().startsWith("conv2d: (2, 3, 4, 9) and (5, 3, 5, 1): "),
        thrown.getMessage());
    assertTrue(thrown.getMessage().contains("enlarge the padding"), thrown.getMessage());
    assertEquals(1, convolution(5, 9, 5, 1, Window.DENSE).outH());
    assertThrows(ShapeException.class, () -> convolution(9, 4, 1, 5, Window.DENSE));
    assertThrows(ShapeException.class, () -> convolution(9, 9, 0, 1, Window.DENSE));
    // One short of fitting, with a stride that rounding towards zero would let through.
    assertThrows(ShapeException.class, () -> convolution(4, 9, 5, 1, new Window(2, 0, 1)));
  }

  /** In 32 bits, the reach of the first would be 1, and the second would have two outputs. */
  @Test
  void extentsDoNotOverflow() {
    assertThrows(ShapeException.class, () -> convolution(8, 8, 5, 5, new Window(1, 0, 1 << 30)));
    Conv2dGeometry wide = convolution(8, 8, 5, 5, new Window(1, Integer.MAX_VALUE, 1));
    assertEquals(Integer.MAX_VALUE, wide.outH());
    assertThrows(ShapeException.class, wide::outputShape);
  }

  @Test
  void aRefusalShowsTheWeightOfAGroup() {
    Window two = new Window(1, 0, 1, 2);
    Shape weight = Shape.of(4, 3, 5, 5);
    var thrown =
        assertThrows(
            ShapeException.class, () -> Conv2dGeometry.of(Shape.of(2, 6, 4, 4), weight, two));
    assertTrue(
        thrown.getMessage().startsWith("conv2d: (2, 6, 4, 4) and (4, 3, 5, 5): "),
        thrown.getMessage());
  }

  @Test
  void windowsHaveRanges() {
    for (int[] w : new int[][] {{0, 0, 1}, {1, -1, 1}, {1, 0, 0}}) {
      var thrown = assertThrows(ShapeException.class, () -> new Window(w[0], w[1], w[2]));
      assertTrue(thrown.getMessage().contains("start at 1"), thrown.getMessage());
    }
  }

  /** The last window begins inside the padded image, and the one after it would not fit. */
  @Property
  void theLastWindowIsTheLastThatFits(
      @ForAll @IntRange(min = 1, max = 40) int in,
      @ForAll @IntRange(min = 1, max = 5) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(max = 3) int padding,
      @ForAll @IntRange(min = 1, max = 3) int dilation) {
    int out = new Window(stride, padding, dilation).outExtent(in, kernel);
    int reach = dilation * (kernel - 1) + 1;
    assertTrue((out - 1) * stride + reach <= in + 2 * padding);
    assertTrue(out * stride + reach > in + 2 * padding);
  }

  @Test
  void poolingExtents() {
    Pool2dGeometry even = Pool2dGeometry.of(Shape.of(2, 3, 28, 14), 2, 2);
    assertEquals(new Pool2dGeometry(6, 28, 14, 2, 2), even);
    assertEquals(14, even.outH());
    assertEquals(7, even.outW());
    Pool2dGeometry overlapping = Pool2dGeometry.of(Shape.of(1, 1, 7, 8), 3, 2);
    assertEquals(3, overlapping.outH());
    assertEquals(3, overlapping.outW());
    assertEquals(1, Pool2dGeometry.of(Shape.of(1, 1, 3, 3), 3, 5).outH());
  }

  @Test
  void averagedStretchesLieOnTheirAxis() {
    assertEquals(4, new AveragePool2dGeometry.Windows(4, 2, 2, 2).to(1));
    assertEquals(4, new AveragePool2dGeometry.Windows(4, 4, 0, 0).to(3));
    for (int[] w :
        new int[][] {{4, 3, 3, 2}, {4, 0, 2, 2}, {4, 2, 2, 0}, {4, 1, -1, 1}, {4, 5, 0, 0}}) {
      var thrown =
          assertThrows(
              ShapeException.class,
              () -> new AveragePool2dGeometry.Windows(w[0], w[1], w[2], w[3]));
      assertTrue(thrown.getMessage().contains("on an axis of 4"), thrown.getMessage());
    }
  }

  @Test
  void aWindowThatDoesNotFitIsRefused() {
    for (int[] p : new int[][] {{3, 2, 3, 1}, {2, 3, 3, 1}, {3, 3, 0, 1}, {3, 3, 1, 0}}) {
      var thrown =
          assertThrows(
              ShapeException.class,
              () -> Pool2dGeometry.of(Shape.of(1, 1, p[0], p[1]), p[2], p[3]));
      assertTrue(thrown.getMessage().contains(p[0] + "x" + p[1]), thrown.getMessage());
      assertTrue(thrown.getMessage().contains("the kernel must fit"), thrown.getMessage());
    }
    var thrown = assertThrows(ShapeException.class, () -> Pool2dGeometry.of(Shape.of(3, 3), 2, 2));
    assertTrue(thrown.getMessage().startsWith("max_pool2d: (3, 3): "), thrown.getMessage());
  }
}
