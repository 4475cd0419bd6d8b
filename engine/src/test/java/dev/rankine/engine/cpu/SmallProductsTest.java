package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Epilogue;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small products, which are not packed, at all edges of their tiles: the bits of scalar kernels.
 */
@Tag("kernels")
class SmallProductsTest {
  private static final int[] ROWS = {7, 8, 9, 16, 17, 30};
  private static final int[] COLUMNS = {2, 7, 8, 9, 31, 32, 33, 34, 48, 49, 63, 65, 80};

  private final SplittableRandom random = new SplittableRandom(1);

  private static Backend backend(Kernels kernels) {
    return new CpuBackend(kernels, 1, CpuBackend.Convolution.IMPLICIT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 19, 200})
  void haveTheBitsOfScalarKernels(int k) {
    for (int m : ROWS) {
      for (int n : COLUMNS) {
        for (int turns = 0; turns < 4; turns++) {
          Product product = draw(m, n, k, (turns & 1) != 0, (turns & 2) != 0);
          for (double beta : new double[] {0, 1, 0.5}) {
            float[] expected = product.on(backend(KernelChoice.scalar()), beta);
            float[] actual = product.on(backend(KernelChoice.best()), beta);
            assertArrayEquals(expected, actual, m + "x" + n + "x" + k + " " + turns + " " + beta);
          }
        }
      }
    }
  }

  private Product draw(int m, int n, int k, boolean turnsA, boolean turnsB) {
    float[] c = numbers(m * (n + 3));
    return new Product(m, n, k, turnsA, turnsB, numbers(m * k), numbers(k * n), c);
  }

  private float[] numbers(int size) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }

  /** C is some columns of a wider matrix, of which the others stay what they are. */
  private record Product(
      int m, int n, int k, boolean turnsA, boolean turnsB, float[] a, float[] b, float[] c) {
    float[] on(Backend backend, double beta) {
      Tensor out = Tensor.of(backend, Shape.of(m, n + 3), c);
      Tensor bias = Tensor.of(backend, Shape.of(n), Arrays.copyOf(c, n));
      Matrix left = matrix(backend, m, k, turnsA, a);
      Matrix right = matrix(backend, k, n, turnsB, b);
      backend.gemm(
          1, left, right, beta, Matrix.of(out).columns(2, n + 2), new Epilogue(bias, true));
      return out.toFloats();
    }

    private static Matrix matrix(Backend backend, int rows, int columns, boolean turns, float[] x) {
      return turns
          ? Matrix.of(Tensor.of(backend, Shape.of(columns, rows), x)).transpose()
          : Matrix.of(Tensor.of(backend, Shape.of(rows, columns), x));
    }
  }
}
