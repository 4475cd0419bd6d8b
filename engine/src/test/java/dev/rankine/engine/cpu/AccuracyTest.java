package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import dev.rankine.engine.reference.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The largest errors that {@link Unary} and {@link Binary} state, on a sample. UlpSweep in the
 * bench module measures them over all floats.
 */
class AccuracyTest {
  private static final int SAMPLES = 1 << 18;
  private static final float INF = Float.POSITIVE_INFINITY;

  private static final Backend REFERENCE = new ReferenceBackend();
  private static final Backend CPU =
      new CpuBackend(KernelChoice.best(), 1, CpuBackend.Convolution.IMPLICIT);

  /** Half of them any bits at all, half in −20 … 20, where the functions bend. */
  private static float[] sample() {
    SplittableRandom random = new SplittableRandom(1);
    float[] x = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i += 2) {
      x[i] = Float.intBitsToFloat(random.nextInt());
      x[i + 1] = (float) random.nextDouble(-20, 20);
    }
    return x;
  }

  private static double[] map(Backend backend, Unary f, float... x) {
    Tensor values = Tensor.of(backend, Shape.of(x.length), x);
    backend.map(f, values, values);
    return values.toDoubles();
  }

  @ParameterizedTest
  @CsvSource({
    "EXP, 1.02",
    "LOG, 0.83",
    "TANH, 1.9",
    "ERF, 1.8",
    "SIGMOID, 2",
    "SILU, 2",
    "GELU, 4.6",
    "GELU_TANH, 2.1"
  })
  void errorInUlps(Unary f, double bound) {
    float[] x = sample();
    double[] exact = map(REFERENCE, f, x);
    double[] actual = map(CPU, f, x);
    for (int i = 0; i < x.length; i++) {
      float rounded = (float) exact[i];
      if (Float.isNaN(rounded) || Float.isInfinite(rounded)) {
        assertEquals(rounded, actual[i], "" + x[i]);
      } else {
        double ulps = Math.abs(actual[i] - exact[i]) / Math.ulp(rounded);
        assertTrue(ulps <= bound, x[i] + " gives " + actual[i] + ", " + ulps + " ulp off");
      }
    }
  }

  private static double[] gradient(Backend backend, Binary f, float... x) {
    Tensor values = Tensor.of(backend, Shape.of(x.length), x);
    backend.zip(f, Tensor.of(backend, Shape.SCALAR, 1f), values, values);
    return values.toDoubles();
  }

  @ParameterizedTest
  @CsvSource({"SILU_GRADIENT, 1.2e-7", "GELU_GRADIENT, 1.7e-7", "GELU_TANH_GRADIENT, 1.3e-7"})
  void errorOfGradients(Binary f, double bound) {
    float[] x = sample();
    double[] exact = gradient(REFERENCE, f, x);
    double[] actual = gradient(CPU, f, x);
    for (int i = 0; i < x.length; i++) {
      double error = Math.abs(actual[i] - exact[i]);
      boolean bothNan = actual[i] != actual[i] && exact[i] != exact[i];
      assertTrue(bothNan || error <= bound, x[i] + " gives " + actual[i] + ", " + error + " off");
    }
  }

  private static void assertMaps(Unary f, float x, double expected) {
    assertEquals(expected, map(CPU, f, x)[0], f + " of " + x);
    assertEquals(expected, (float) map(REFERENCE, f, x)[0], f + " of " + x + ", reference");
  }

  @Test
  void theOddOnesKeepTheSignOfZeroAndSaturate() {
    for (Unary f : new Unary[] {Unary.TANH, Unary.ERF}) {
      assertMaps(f, 0f, 0.0);
      assertMaps(f, -0f, -0.0);
      assertMaps(f, INF, 1);
      assertMaps(f, -INF, -1);
      assertMaps(f, 1e30f, 1);
      assertMaps(f, Float.NaN, Double.NaN);
    }
    for (float tiny : new float[] {Float.MIN_VALUE, 0x1p-140f, 0x1.234568p-30f, -1e-9f}) {
      assertMaps(Unary.TANH, tiny, tiny);
    }
  }

  @Test
  void theLogisticFunctionSaturates() {
    assertMaps(Unary.SIGMOID, 0f, 0.5);
    assertMaps(Unary.SIGMOID, -0f, 0.5);
    assertMaps(Unary.SIGMOID, 20f, 1);
    assertMaps(Unary.SIGMOID, INF, 1);
    assertMaps(Unary.SIGMOID, -103f, Float.MIN_VALUE);
    assertMaps(Unary.SIGMOID, -104f, 0);
    assertMaps(Unary.SIGMOID, -INF, 0);
    assertMaps(Unary.SIGMOID, Float.NaN, Double.NaN);
  }

  @Test
  void theUnitsTendToZeroAndToX() {
    for (Unary f : new Unary[] {Unary.SILU, Unary.GELU, Unary.GELU_TANH}) {
      assertMaps(f, 0f, 0.0);
      assertMaps(f, -0f, -0.0);
      assertMaps(f, INF, INF);
      assertMaps(f, Float.MAX_VALUE, Float.MAX_VALUE);
      assertMaps(f, 120f, 120);
      assertMaps(f, -120f, -0.0);
      assertMaps(f, -INF, -0.0);
      assertMaps(f, Float.NaN, Double.NaN);
    }
  }
}
