package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.LayerNormalization;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import dev.rankine.engine.reference.ReferenceBackend;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
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

  private static List<Backend> backends() {
    return Stream.of(1, 2, 3)
        .flatMap(n -> Stream.of(KernelChoice.scalar(), KernelChoice.best()).map(k -> cpu(k, n)))
        .toList();
  }

  private static Backend cpu(Kernels kernels, int threads) {
    return new CpuBackend(kernels, threads, CpuBackend.Convolution.IMPLICIT);
  }

  private static Tensor on(Backend other, Tensor x) {
    return Tensor.of(other, x.shape(), x.toFloats());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 17, 33, 64, 100, 1000})
  void layerNormHasTheBitsOfThePrimitives(int n) {
    for (int[] axes : new int[][] {{2}, {1, 2}}) {
      Tensor x = random(Shape.of(37, 3, n));
      Tensor dy = random(x.shape());
      Shape inner = axes.length == 1 ? Shape.of(n) : Shape.of(3, n);
      Tensor scale = random(inner);
      Tensor shift = random(inner);
      Tensor mean = mean(x, axes);
      Tensor variance = Tensor.allocate(backend, mean.shape());
      backend.reduce(Reduction.VARIANCE, x, axes, variance);
      Tensor factor = factor(variance);
      Tensor z = zip(Binary.MULTIPLY, zip(Binary.SUBTRACT, x, mean), factor);
      Tensor y = zip(Binary.ADD, zip(Binary.MULTIPLY, z, scale), shift);
      Tensor dx = Tensor.allocate(backend, x.shape());
      backend.standardizeGradient(z, factor, zip(Binary.MULTIPLY, dy, scale), axes, dx);
      int[] outer = axes.length == 1 ? new int[] {0, 1} : new int[] {0};
      Tensor dScale = Tensor.allocate(backend, inner);
      backend.reduce(Reduction.SUM, zip(Binary.MULTIPLY, dy, z), outer, dScale);
      Tensor dShift = Tensor.allocate(backend, inner);
      backend.reduce(Reduction.SUM, dy, outer, dShift);
      for (Backend b : backends()) {
        LayerNormalization norm = b.layerNormalization();
        Tensor[] groups = {on(b, scale), on(b, shift), on(b, variance), on(b, variance)};
        Tensor left = on(b, x);
        Tensor out = on(b, dy);
        norm.forward(left, 0.3f, groups[0], groups[1], groups[2], groups[3], out);
        same(mean, groups[2], "mean");
        same(factor, groups[3], "factor");
        same(y, out, "normalised");
        norm.inputGradient(left, groups[2], groups[3], groups[0], on(b, dy), out);
        same(dx, out, "gradient of the input");
        norm.parameterGradients(left, groups[2], groups[3], on(b, dy), groups[0], groups[1]);
        same(dScale, groups[0], "gradient of the scale");
        same(dShift, groups[1], "gradient of the shift");
      }
    }
  }

  @Test
  void layerNormByHand() {
    LayerNormalization norm = reference.layerNormalization();
    Tensor x = Tensor.of(reference, Shape.of(2, 2), 1.0, 7, 2, 10);
    Tensor scale = Tensor.of(reference, Shape.of(2), 5.0, 10);
    Tensor shift = Tensor.of(reference, Shape.of(2), 1.0, 2);
    Tensor mean = Tensor.allocate(reference, Shape.of(2, 1));
    Tensor factor = Tensor.allocate(reference, Shape.of(2, 1));
    Tensor y = Tensor.allocate(reference, Shape.of(2, 2));
    norm.forward(x, 16, scale, shift, mean, factor, y);
    double second = 4 / Math.sqrt(32);
    assertArrayEquals(new double[] {-2, 8, 1 - 5 * second, 2 + 10 * second}, y.toDoubles(), 1e-14);
    Tensor dy = Tensor.of(reference, Shape.of(2, 2), 1.0, 2, 3, 4);
    norm.parameterGradients(x, mean, factor, dy, scale, shift);
    assertArrayEquals(new double[] {-0.6 - 3 * second, 1.2 + 4 * second}, scale.toDoubles(), 1e-14);
    assertArrayEquals(new double[] {4, 6}, shift.toDoubles());
  }

  @Test
  void layerNormRefuses() {
    Tensor x = of(1, 2);
    Tensor parameter = x.reshape(2);
    LayerNormalization norm = reference.layerNormalization();
    assertThrows(
        ShapeException.class, () -> norm.forward(x, 1, parameter, of(1), of(1), of(1), of(1, 2)));
    assertThrows(
        ShapeException.class, () -> norm.inputGradient(x, x, of(1), parameter, x, of(1, 2)));
    assertThrows(
        ShapeException.class,
        () -> norm.parameterGradients(x, of(1), of(1), x, parameter, of(1).reshape(1)));
    LayerNormalization foreign = backend.layerNormalization();
    assertThrows(
        ShapeException.class,
        () -> foreign.forward(x, 1, parameter, parameter, of(1), of(1), of(1, 2)));
  }
}
