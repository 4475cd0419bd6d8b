package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.View;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slices with a step, picked from a row that ends with the last element that they take. */
@Tag("kernels")
class StridedCopyTest {
  private final Backend backend =
      new CpuBackend(KernelChoice.best(), 3, CpuBackend.Convolution.IMPLICIT);

  private void slices(int rows, int n, int from, int step) {
    int columns = from + Math.max(0, (n - 1) * step + 1);
    float[] x = new float[rows * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = i + 0.5f;
    }
    float[] expected = new float[rows * n];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = x[i / n * columns + from + i % n * step];
    }
    Tensor whole = Tensor.of(backend, Shape.of(rows, columns), x);
    Tensor out = Tensor.allocate(backend, Shape.of(rows, n));
    backend.copy(View.of(whole).slice(1, from, columns, step), View.of(out));
    assertArrayEquals(expected, out.toFloats());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 5, 7, 8, 9, 15, 16, 17, 18, 31, 33, 65, 1000, 32_769})
  void takeEveryStepthElement(int n) {
    for (int step = 1; step <= 3; step++) {
      for (int from = 0; from <= 3; from++) {
        slices(1, n, from, step);
        slices(3, n, from, step);
      }
    }
  }
}
