package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MAXIMUM and then MINIMUM with numbers are one kernel with the bits of both. */
@Tag("kernels")
class ClampTest {
  private static final float[] VALUES = {
    -0f, 0f, 1, -1, 0.5f, -3, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-42f, 7
  };

  /** Also in the wrong order, and NaN, with which it stays two functions. */
  private static final double[][] BOUNDS = {
    {-1, 0.5},
    {0, 0},
    {-0.0, 0},
    {0, -0.0},
    {Double.NEGATIVE_INFINITY, 1},
    {-1, Double.POSITIVE_INFINITY},
    {2, -2},
    {Double.NaN, 1}
  };

  private static Tensor values(Backend backend, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = VALUES[i % VALUES.length];
    }
    return Tensor.of(backend, Shape.of(n), values);
  }

  private static Tensor number(Backend backend, double value) {
    return Tensor.of(backend, Shape.SCALAR, value);
  }

  private static int[] bits(Tensor x) {
    float[] values = x.toFloats();
    return IntStream.range(0, values.length).map(i -> Float.floatToIntBits(values[i])).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 33, 100, 5000})
  void hasTheBitsOfTwoFunctions(int n) {
    for (Kernels kernels : List.of(KernelChoice.scalar(), KernelChoice.best())) {
      Backend backend = new CpuBackend(kernels, 2, CpuBackend.Convolution.IMPLICIT);
      Tensor x = values(backend, n);
      for (double[] bounds : BOUNDS) {
        Tensor expected = Tensor.zeros(backend, x.shape());
        backend.zip(Binary.MAXIMUM, x, number(backend, bounds[0]), expected);
        backend.zip(Binary.MINIMUM, expected, number(backend, bounds[1]), expected);
        Tensor actual = Tensor.zeros(backend, x.shape());
        Formula larger = Formula.of(x).zip(Binary.MAXIMUM, bounds[0]);
        backend.compute(larger.zip(Binary.MINIMUM, bounds[1]), actual);
        assertEquals(
            Arrays.toString(bits(expected)),
            Arrays.toString(bits(actual)),
            kernels.name() + " " + Arrays.toString(bounds));
      }
    }
  }
}
