package dev.rankine.autograd.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Initial values: their moments and bounds, orthonormality, and what is refused. */
class InitialTest {
  private static final int N = 40_000;

  private static float[] draw(Initial initial, int... dims) {
    return initial.draw(Shape.of(dims), new Philox(7, 3));
  }

  private static void hasVariance(double variance, double bound, Initial initial) {
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (float value : draw(initial, N)) {
      sum += value;
      squares += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    assertEquals(0, sum / N, 4 * Math.sqrt(variance / N));
    assertEquals(variance, squares / N, 0.05 * variance);
    assertTrue(largest <= bound && largest > 0.99 * Math.min(bound, 3 * Math.sqrt(variance)));
  }

  @Test
  void moments() {
    double none = Double.POSITIVE_INFINITY;
    hasVariance(2.0 / 50, Math.sqrt(6.0 / 50) + 1e-7, Initial.kaimingUniform(50));
    hasVariance(2.0 / 50, none, Initial.kaimingNormal(50));
    hasVariance(2.0 / 80, Math.sqrt(6.0 / 80) + 1e-7, Initial.xavierUniform(50, 30));
    hasVariance(2.0 / 80, none, Initial.xavierNormal(50, 30));
    hasVariance(1.0 / 150, 1 / Math.sqrt(50) + 1e-7, Initial.uniform(50));
    hasVariance(0.25, none, Initial.normal(0.5));
    assertArrayEquals(new float[] {3, 3}, draw(Initial.constant(3), 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3,8", "8,3", "5,5", "4,2,3", "1,1", "9,2,2"})
  void orthogonal(String extents) {
    int[] dims = java.util.Arrays.stream(extents.split(",")).mapToInt(Integer::parseInt).toArray();
    int rows = dims[0];
    float[] w = draw(Initial.orthogonal(2), dims);
    int columns = w.length / rows;
    int fewer = Math.min(rows, columns);
    for (int i = 0; i < fewer; i++) {
      for (int j = 0; j < fewer; j++) {
        double dot = 0;
        for (int k = 0; k < w.length / fewer; k++) {
          dot +=
              rows <= columns
                  ? (double) w[i * columns + k] * w[j * columns + k]
                  : (double) w[k * columns + i] * w[k * columns + j];
        }
        assertEquals(i == j ? 4 : 0, dot, 1e-5);
      }
    }
  }

  /** The mean of uniform signs over many draws is near 0: Q has no preferred direction. */
  @Test
  void orthogonalHasNoPreferredSign() {
    Philox random = new Philox(1, 1);
    int positive = 0;
    for (int i = 0; i < 400; i++) {
      positive += Initial.orthogonal(1).draw(Shape.of(2, 2), random)[0] > 0 ? 1 : 0;
    }
    assertEquals(200, positive, 40);
  }

  @Test
  void refusals() {
    ShapeException vector =
        assertThrows(ShapeException.class, () -> draw(Initial.orthogonal(1), 3));
    assertEquals(
        "orthogonal: (3): rank 2 or more is needed; choose another initial value",
        vector.getMessage());
    for (Runnable wrong :
        new Runnable[] {
          () -> Initial.kaimingNormal(0),
          () -> Initial.kaimingUniform(0),
          () -> Initial.xavierNormal(1, 0),
          () -> Initial.xavierUniform(0, 1),
          () -> Initial.uniform(0)
        }) {
      String message = assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
      assertEquals("fan 0: at least 1 input or output is needed", message);
    }
  }
}
