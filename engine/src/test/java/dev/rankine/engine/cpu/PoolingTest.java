package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.reference.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Max-pooling of so many planes that threads share them, against the reference. */
@Tag("kernels")
class PoolingTest {
  private static final float[] VALUES = {
    0f, -0f, 1f, 2f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };

  private final Backend reference = new ReferenceBackend();
  private final Backend backend =
      new CpuBackend(KernelChoice.best(), 3, CpuBackend.Convolution.IMPLICIT);

  /** Rows shorter than a vector run over into the next plane, up to where another thread writes. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 14, 15, 16, 17, 31, 40})
  void rowsOfAnyWidth(int width) {
    Shape in = Shape.of(1501, 1, 7, width);
    Shape out = Shape.of(1501, 1, 3, width / 2);
    Pool2dGeometry g = Pool2dGeometry.of(in, 2, 2);
    SplittableRandom random = new SplittableRandom(width);
    double[] x = new double[in.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = VALUES[random.nextInt(VALUES.length)];
    }
    Tensor expected = Tensor.allocate(reference, out);
    Indices expectedChoice = Indices.allocate(reference, out);
    reference.maxPool2d(g, Tensor.of(reference, in, x), expected, expectedChoice);
    Tensor y = Tensor.allocate(backend, out);
    Indices choice = Indices.allocate(backend, out);
    backend.maxPool2d(g, Tensor.of(backend, in, x), y, choice);
    assertArrayEquals(expected.toDoubles(), y.toDoubles());
    assertArrayEquals(expectedChoice.toInts(), choice.toInts());
  }
}
