package dev.rankine.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens where there is no derivative: at kinks and ties, and at NaN. */
class KinkTest {
  private static double[] gradient(
      Backend backend, UnaryOperator<Var> f, Shape shape, double... values) {
    try (Tape tape = Tape.recording(backend)) {
      Var x = tape.variable(Tensor.of(backend, shape, values));
      return tape.backward(f.apply(x).sum()).of(x).toDoubles();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void reluAtZeroAndNan(String name) {
    Backend backend = Backend.named(name);
    double[] values = {-0.0, 0.0, Float.MIN_NORMAL, Double.NaN, -1, 1};
    double[] expected = {0, 0, 1, 0, 0, 1};
    assertArrayEquals(expected, gradient(backend, Var::relu, Shape.of(6), values));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void poolingGivesATieToTheFirst(String name) {
    double[] expected = {0, 1, 0, 0};
    double[] values = {1, 2, 2, 2};
    UnaryOperator<Var> pool = x -> MaxPool2dOp.of(x, 2, 2);
    assertArrayEquals(expected, gradient(Backend.named(name), pool, Shape.of(1, 1, 2, 2), values));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void poolingTakesTheFirstNan(String name) {
    double[] expected = {0, 0, 1, 0};
    double[] values = {1, 9, Double.NaN, Double.NaN};
    UnaryOperator<Var> pool = x -> MaxPool2dOp.of(x, 2, 2);
    assertArrayEquals(expected, gradient(Backend.named(name), pool, Shape.of(1, 1, 2, 2), values));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void overlappingWindowsAdd(String name) {
    double[] expected = {0, 0, 0, 0, 4, 0, 0, 0, 0};
    double[] values = {0, 0, 0, 0, 1, 0, 0, 0, 0};
    UnaryOperator<Var> pool = x -> MaxPool2dOp.of(x, 2, 1);
    assertArrayEquals(expected, gradient(Backend.named(name), pool, Shape.of(1, 1, 3, 3), values));
  }

  @Test
  void meanOfNothingIsNan() {
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      Var x = tape.variable(Tensor.zeros(tape.backend(), Shape.of(0)));
      Var mean = x.mean();
      assertEquals(Double.NaN, mean.value().item());
      assertEquals(0, tape.backward(mean).of(x).size());
    }
  }
}
