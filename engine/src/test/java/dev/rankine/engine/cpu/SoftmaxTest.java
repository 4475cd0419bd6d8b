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

/** Softmax and its logarithm: by hand, and row by row with the bits of the single primitives. */
@Tag("kernels")
class SoftmaxTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final int[] INNER = {1};

  private final Backend reference = new ReferenceBackend();
  private final Backend backend =
      new CpuBackend(KernelChoice.best(), 3, CpuBackend.Convolution.IMPLICIT);

  private Tensor of(double... values) {
    return Tensor.of(reference, Shape.of(1, values.length), values);
  }

  private double[] softmax(double... x) {
    Tensor out = of(x);
    reference.softmax(out, INNER, out);
    return out.toDoubles();
  }

  @Test
  void byHand() {
    double ln3 = 1.0986122886681098;
    assertArrayEquals(new double[] {0.25, 0.75}, softmax(1000, 1000 + ln3), 1e-12);
    assertArrayEquals(new double[] {0, 1}, softmax(-INF, 3));
    assertArrayEquals(new double[] {NAN, NAN}, softmax(-INF, -INF));
    assertArrayEquals(new double[] {NAN, NAN}, softmax(INF, 3));
    assertArrayEquals(new double[] {NAN, NAN}, softmax(NAN, 3));
    Tensor log = of(1000, 1000 + ln3);
    reference.logSoftmax(log, INNER, log);
    assertArrayEquals(
        new double[] {-1.3862943611198906, -0.2876820724517809}, log.toDoubles(), 1e-12);
    Tensor dx = of(0, 0);
    reference.softmaxGradient(of(0.25, 0.75), of(4, 8), INNER, dx);
    assertArrayEquals(new double[] {-0.75, 0.75}, dx.toDoubles());
    reference.logSoftmaxGradient(of(0, -INF), of(4, 8), INNER, dx);
    assertArrayEquals(new double[] {-8, 8}, dx.toDoubles());
  }

  private double logSumExp(double... x) {
    Tensor out = of(0);
    reference.logSumExp(of(x), INNER, out);
    return out.toDoubles()[0];
  }

  @Test
  void theLogOfTheSumByHand() {
    double ln3 = 1.0986122886681098;
    assertEquals(1001.3862943611199, logSumExp(1000, 1000 + ln3), 1e-12);
    assertEquals(-INF, logSumExp(-INF, -INF));
    assertEquals(-INF, logSumExp());
    assertEquals(INF, logSumExp(INF, 3));
    assertEquals(NAN, logSumExp(NAN, 3));
  }

  @Test
  void refusals() {
    Tensor x = of(1, 2);
    assertEquals(
        "softmax: (1, 2) and (1): the shapes must be equal; reshape the operands to match",
        assertThrows(
                ShapeException.class,
                () -> reference.softmax(x, INNER, Tensor.zeros(reference, Shape.of(1))))
            .getMessage());
    assertThrows(ShapeException.class, () -> reference.softmax(x, new int[] {2}, x));
    assertThrows(ShapeException.class, () -> reference.logSoftmax(x, new int[] {1, 0}, x));
    assertThrows(ShapeException.class, () -> reference.logSumExp(x, INNER, x));
    assertThrows(
        ShapeException.class, () -> reference.logSumExpGradient(x, of(1), of(1, 2), INNER, x));
    assertThrows(
        ShapeException.class, () -> reference.softmaxGradient(x, of(1, 2, 3), INNER, of(1, 2)));
  }

  private Tensor random(Shape shape) {
    SplittableRandom random = new SplittableRandom(4);
    return Tensor.of(backend, shape, random.doubles(shape.size(), -9, 9).toArray());
  }

  private Tensor like(Tensor x) {
    return Tensor.allocate(backend, x.shape());
  }

  private Tensor reduced(Reduction f, Tensor x, int[] axes) {
    Tensor out = Tensor.allocate(backend, Rules.reduced(x.shape(), axes));
    backend.reduce(f, x, axes, out);
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 17, 33, 64, 100, 1000})
  void rowsHaveTheBitsOfThePrimitives(int n) {
    for (int[] axes : new int[][] {{2}, {1, 2}}) {
      Tensor x = random(Shape.of(37, 3, n));
      Tensor shifted = like(x);
      backend.zip(Binary.SUBTRACT, x, reduced(Reduction.MAX, x, axes), shifted);
      Tensor y = like(x);
      backend.map(Unary.EXP, shifted, y);
      Tensor sum = reduced(Reduction.SUM, y, axes);
      backend.zip(Binary.DIVIDE, y, sum, y);
      Tensor actual = like(x);
      backend.softmax(x, axes, actual);
      assertArrayEquals(y.toFloats(), actual.toFloats(), "softmax");

      Tensor log = like(x);
      backend.map(Unary.LOG, sum, sum);
      backend.zip(Binary.SUBTRACT, shifted, sum, log);
      backend.logSoftmax(x, axes, actual);
      assertArrayEquals(log.toFloats(), actual.toFloats(), "log softmax");

      Tensor max = reduced(Reduction.MAX, x, axes);
      Tensor logSum = Tensor.allocate(backend, max.shape());
      backend.zip(Binary.ADD, max, sum, logSum);
      Tensor actualSum = Tensor.allocate(backend, max.shape());
      backend.logSumExp(x, axes, actualSum);
      assertArrayEquals(logSum.toFloats(), actualSum.toFloats(), "log of the sum");

      Tensor dx = like(x);
      backend.zip(Binary.SUBTRACT, x, logSum, dx);
      backend.map(Unary.EXP, dx, dx);
      backend.zip(Binary.MULTIPLY, dx, max, dx);
      backend.logSumExpGradient(x, logSum, max, axes, actual);
      assertArrayEquals(dx.toFloats(), actual.toFloats(), "gradient of the log of the sum");

      backend.zip(Binary.MULTIPLY, y, x, dx);
      backend.zip(Binary.SUBTRACT, x, reduced(Reduction.SUM, dx, axes), dx);
      backend.zip(Binary.MULTIPLY, dx, y, dx);
      backend.softmaxGradient(y, x, axes, actual);
      assertArrayEquals(dx.toFloats(), actual.toFloats(), "gradient of softmax");

      backend.map(Unary.EXP, log, dx);
      backend.zip(Binary.MULTIPLY, dx, reduced(Reduction.SUM, x, axes), dx);
      backend.zip(Binary.SUBTRACT, x, dx, dx);
      backend.logSoftmaxGradient(log, x, axes, actual);
      assertArrayEquals(dx.toFloats(), actual.toFloats(), "gradient of log softmax");
    }
  }
}
