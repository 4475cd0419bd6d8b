package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mean of a formula has the bits of its values and their mean, one after the other. */
@Tag("kernels")
class FormulaMeanTest {
  private static final List<BiFunction<Formula, Formula, Formula>> FORMULAS =
      List.of(
          (x, y) -> x,
          (x, y) -> x.zip(Binary.SQUARED_ERROR, y),
          (x, y) -> x.zip(Binary.SUBTRACT, y).map(Unary.ABS),
          (x, y) -> x.zip(Binary.SUBTRACT, y).zip(Binary.HUBER, 0.5),
          (x, y) -> x.zip(Binary.GREATER, 0).choose(y.map(Unary.EXP), x.zip(Binary.MULTIPLY, x)));

  private static Backend cpu(Kernels kernels, int threads) {
    return new CpuBackend(kernels, threads, CpuBackend.Convolution.IMPLICIT);
  }

  private static Formula values(Backend backend, int n, int seed) {
    double[] values = new SplittableRandom(seed).doubles(n, -2, 2).toArray();
    return Formula.of(Tensor.of(backend, Shape.of(n), values));
  }

  private static float composed(int which, int n) {
    Backend backend = cpu(KernelChoice.scalar(), 1);
    Formula formula = FORMULAS.get(which).apply(values(backend, n, 1), values(backend, n, 2));
    Tensor all = Tensor.allocate(backend, Shape.of(n));
    backend.compute(formula, all);
    Tensor mean = Tensor.allocate(backend, Shape.SCALAR);
    backend.reduce(Reduction.MEAN, all, new int[] {0}, mean);
    return mean.toFloats()[0];
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 31, 33, 2047, 2049, 32_767, 32_768, 32_769, 34_817, 200_003})
  void isThatOfTheComposition(int n) {
    for (int which = 0; which < FORMULAS.size(); which++) {
      float expected = composed(which, n);
      for (int threads : new int[] {1, 2, 3, 7}) {
        for (Kernels kernels : List.of(KernelChoice.scalar(), KernelChoice.best())) {
          Backend backend = cpu(kernels, threads);
          Formula formula = FORMULAS.get(which).apply(values(backend, n, 1), values(backend, n, 2));
          Tensor mean = Tensor.zeros(backend, Shape.of(1, 1));
          backend.mean(formula, Shape.of(n), mean);
          assertEquals(
              Float.floatToIntBits(expected),
              Float.floatToIntBits(mean.toFloats()[0]),
              "formula " + which + " of " + n + " on " + threads + " threads, " + kernels.name());
        }
      }
    }
  }

  private static void refused(String message, Formula formula, Shape shape, Tensor out) {
    assertEquals(
        message,
        assertThrows(ShapeException.class, () -> Backend.cpu().mean(formula, shape, out))
            .getMessage());
  }

  @Test
  void refuses() {
    Tensor one = Tensor.zeros(Backend.cpu(), Shape.SCALAR);
    Formula two = values(Backend.cpu(), 2, 1).map(Unary.ABS);
    refused(
        "mean: (2) and (3): operands have the output's shape or one element; reshape the operands"
            + " to match",
        two,
        Shape.of(3),
        one);
    refused(
        "mean: (3): no operand has the output's shape (3); expand one, or fill the output",
        Formula.of(one).map(Unary.ABS),
        Shape.of(3),
        one);
    refused(
        "mean: (2) and (2): the output is one number; give it a scalar",
        two,
        Shape.of(2),
        Tensor.zeros(Backend.cpu(), Shape.of(2)));
  }
}
