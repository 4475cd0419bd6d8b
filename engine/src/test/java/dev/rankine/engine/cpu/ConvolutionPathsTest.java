package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Conv2dGeometry.Window;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.cpu.CpuBackend.Convolution;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convolutions too large for the random ones of {@link TwinTest}: rows dealt out in strips, taps in
 * blocks, rows longer than a panel, and so many channels that they run as a matrix product. The
 * bits are those of the scalar kernels.
 */
@Tag("kernels")
class ConvolutionPathsTest {
  private static final Backend SCALAR =
      new CpuBackend(KernelChoice.scalar(), 1, Convolution.IMPLICIT);

  private final SplittableRandom random = new SplittableRandom(1);

  static Stream<Conv2dGeometry> geometries() {
    return Stream.of(
        new Conv2dGeometry(2, 44, 5, 37, 7, 3, 3, new Window(1, 1, 1)),
        new Conv2dGeometry(2, 7, 5, 37, 44, 3, 3, new Window(1, 1, 1)),
        new Conv2dGeometry(1, 44, 7, 71, 5, 3, 3, new Window(2, 1, 1)),
        new Conv2dGeometry(1, 44, 6, 49, 9, 3, 3, new Window(1, 2, 2)),
        new Conv2dGeometry(1, 41, 6, 160, 4, 3, 3, new Window(3, 0, 2)),
        new Conv2dGeometry(1, 130, 4, 18, 6, 3, 3, new Window(1, 1, 1)),
        new Conv2dGeometry(1, 6, 4, 18, 130, 3, 3, new Window(1, 1, 1)),
        new Conv2dGeometry(2, 130, 3, 5, 130, 3, 3, new Window(1, 1, 1)),
        new Conv2dGeometry(1, 2, 3, 1100, 18, 3, 3, new Window(1, 1, 1)),
        new Conv2dGeometry(3, 88, 4, 33, 6, 3, 3, new Window(1, 1, 1, 2)),
        new Conv2dGeometry(2, 30, 9, 17, 30, 3, 3, new Window(1, 1, 1, 30)),
        new Conv2dGeometry(5, 6, 14, 14, 9, 5, 2, new Window(2, 2, 1, 3)),
        new Conv2dGeometry(2, 48, 11, 37, 50, 3, 3, new Window(1, 1, 1)),
        new Conv2dGeometry(1, 33, 9, 13, 65, 5, 3, new Window(1, 2, 1)),
        new Conv2dGeometry(3, 96, 5, 28, 110, 3, 3, new Window(1, 1, 1, 2)),
        new Conv2dGeometry(2, 65, 0, 11, 48, 2, 2, new Window(1, 5, 1)),
        new Conv2dGeometry(1, 260, 4, 24, 51, 1, 1, new Window(1, 0, 1)),
        new Conv2dGeometry(1, 49, 3, 18, 53, 3, 3, new Window(1, 3, 1)),
        new Conv2dGeometry(1, 90, 10, 27, 52, 3, 3, new Window(1, 0, 1)));
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void allThreeGiveTheBitsOfTheScalarKernels(Conv2dGeometry g) {
    float[] x = values(g.inputShape(), 1);
    float[] w = values(g.weightShape(), 1);
    float[] dy = values(g.outputShape(), 0.5);
    float[][] expected = run(SCALAR, g, x, w, dy);
    for (int threads : new int[] {1, 2, 3, 7}) {
      CpuBackend twin = new CpuBackend(KernelChoice.best(), threads, Convolution.IMPLICIT);
      float[][] actual = run(twin, g, x, w, dy);
      for (int pass = 0; pass < expected.length; pass++) {
        String what = new String[] {"y", "dx", "dw"}[pass] + " of " + g + ", " + threads;
        // Equal as objects: bit for bit, all NaN alike, and +0 is not −0.
        assertArrayEquals(expected[pass], actual[pass], what + " threads");
      }
    }
  }

  private float[] values(Shape shape, double density) {
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble() < density ? (float) random.nextDouble(-1, 1) : 0;
    }
    return values;
  }

  private static float[][] run(Backend b, Conv2dGeometry g, float[] x, float[] w, float[] dy) {
    Tensor images = Tensor.of(b, g.inputShape(), x);
    Tensor weights = Tensor.of(b, g.weightShape(), w);
    Tensor upstream = Tensor.of(b, g.outputShape(), dy);
    Tensor y = Tensor.zeros(b, g.outputShape());
    Tensor dx = Tensor.zeros(b, g.inputShape());
    Tensor dw = Tensor.zeros(b, g.weightShape());
    b.conv2d(g, images, weights, y);
    b.conv2dInputGradient(g, upstream, weights, dx);
    b.conv2dWeightGradient(g, images, upstream, dw);
    return new float[][] {y.toFloats(), dx.toFloats(), dw.toFloats()};
  }
}
