package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import dev.rankine.engine.reference.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalisations: by hand, and row by row with the bits of the single primitives. */
@Tag("kernels")
class NormalizationTest {
  private static final int[] INNER = {1};

  private final Backend reference = new ReferenceBackend();
  private final Backend backend =
      new CpuBackend(KernelChoice.best(), 3, CpuBackend.Convolution.IMPLICIT);
  private final SplittableRandom random = new SplittableRandom(5);

  private Tensor of(double... values) {
    return Tensor.of(reference, Shape.of(1, values.length), values);
  }

  @Test
  void byHand() {
    Tensor mean = of(0);
    Tensor variance = of(0);
    Tensor factor = of(0);
    Tensor y = of(0, 0);
    reference.standardize(of(1, 7), INNER, 16, mean, variance, factor, y);
    assertEquals(4, mean.toDoubles()[0]);
    assertEquals(9, variance.toDoubles()[0]);
    assertEquals(0.2, factor.toDoubles()[0]);
    assertArrayEquals(new double[] {-0.6, 0.6}, y.toDoubles(), 1e-15);
    reference.standardizeGradient(of(-0.5, 1), of(2), of(4, 8), INNER, y);
    assertArrayEquals(new double[] {-1, -2}, y.toDoubles());
    reference.rmsNormalize(of(3, 1), INNER, 20, factor, y);
    assertArrayEquals(new double[] {0.6, 0.2}, y.toDoubles(), 1e-15);
    reference.rmsNormalizeGradient(of(-0.5, 1), of(2), of(4, 8), INNER, y);
    assertArrayEquals(new double[] {11, 10}, y.toDoubles());
  }

  @Test
  void refusals() {
    Tensor x = of(1, 2);
    Tensor one = of(1);
    assertThrows(
        ShapeException.class, () -> reference.standardize(x, INNER, 1, one, x, one, of(1, 2)));
    assertThrows(ShapeException.class, () -> reference.rmsNormalize(x, INNER, 1, x, of(1, 2)));
    assertThrows(
        ShapeException.class, () -> reference.standardizeGradient(x, x, x, INNER, of(1, 2)));
    assertThrows(
        ShapeException.class, () -> reference.rmsNormalizeGradient(x, one, one, INNER, of(1, 2)));
  }

  private Tensor random(Shape shape) {
    return Tensor.of(backend, shape, random.doubles(shape.size(), -9, 9).toArray());
  }

  private Tensor zip(Binary f, Tensor a, Tensor b) {
    Tensor out = Tensor.allocate(backend, Shape.broadcast(a.shape(), b.shape()));
    backend.zip(f, a, b, out);
    return out;
  }

  private Tensor mean(Tensor x, int[] axes) {
    Tensor out = Tensor.allocate(backend, Rules.reduced(x.shape(), axes));
    backend.reduce(Reduction.MEAN, x, axes, out);
    return out;
  }

  private Tensor factor(Tensor square) {
    Tensor root = zip(Binary.ADD, square, Tensor.of(backend, Shape.SCALAR, 0.3f));
    backend.map(Unary.SQRT, root, root);
    return zip(Binary.DIVIDE, Tensor.of(backend, Shape.SCALAR, 1f), root);
  }

  private static void same(Tensor expected, Tensor actual, String what) {
    assertArrayEquals(expected.toFloats(), actual.toFloats(), what);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 17, 33, 64, 100, 1000})
  void rowsHaveTheBitsOfThePrimitives(int n) {
    for (int[] axes : new int[][] {{2}, {1, 2}}) {
      Tensor x = random(Shape.of(37, 3, n));
      Tensor dy = random(x.shape());
      Tensor out = Tensor.allocate(backend, x.shape());
      Tensor mean = mean(x, axes);
      Tensor variance = Tensor.allocate(backend, mean.shape());
      backend.reduce(Reduction.VARIANCE, x, axes, variance);
      Tensor factor = factor(variance);
      Tensor y = zip(Binary.MULTIPLY, zip(Binary.SUBTRACT, x, mean), factor);
      Tensor[] actual = {random(mean.shape()), random(mean.shape()), random(mean.shape())};
      backend.standardize(x, axes, 0.3f, actual[0], actual[1], actual[2], out);
      same(mean, actual[0], "mean");
      same(variance, actual[1], "variance");
      same(factor, actual[2], "factor");
      same(y, out, "standardized");
      Tensor slope = mean(zip(Binary.MULTIPLY, dy, y), axes);
      Tensor residual = zip(Binary.SUBTRACT, dy, zip(Binary.MULTIPLY, y, slope));
      backend.standardizeGradient(y, factor, dy, axes, out);
      Tensor centred = zip(Binary.SUBTRACT, residual, mean(dy, axes));
      same(zip(Binary.MULTIPLY, centred, factor), out, "gradient of standardize");
      backend.rmsNormalizeGradient(y, factor, dy, axes, out);
      same(zip(Binary.MULTIPLY, residual, factor), out, "gradient of rmsNormalize");
      Tensor scale = factor(mean(zip(Binary.MULTIPLY, x, x), axes));
      backend.rmsNormalize(x, axes, 0.3f, actual[0], out);
      same(scale, actual[0], "factor");
      same(zip(Binary.MULTIPLY, x, scale), out, "rmsNormalize");
    }
  }
}
