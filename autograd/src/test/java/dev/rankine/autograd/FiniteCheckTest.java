package dev.rankine.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.op.LogOp;
import dev.rankine.autograd.op.SqrtOp;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first NaN or infinity is named, on the way there and on the way back, when it is asked for.
 */
class FiniteCheckTest {
  private static Tensor tensor(Tape tape, Shape shape, double... values) {
    return Tensor.of(tape.backend(), shape, values);
  }

  private static void fails(String message, String backend, Function<Tape, Object> run) {
    try (Tape tape = Tape.recording(Backend.named(backend)).checkFinite()) {
      assertEquals(
          message, assertThrows(ArithmeticException.class, () -> run.apply(tape)).getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void forward(String backend) {
    fails(
        "LogOp: the output (2, 3) is NaN at [1, 1]; its inputs are finite",
        backend,
        tape -> LogOp.of(tape.variable(tensor(tape, Shape.of(2, 3), 1, 2, 3, 4, -1, -2)).scale(2)));
    fails(
        "DivOp: the output () is Infinity at []; its inputs are finite",
        backend,
        tape -> tape.constant(tensor(tape, Shape.SCALAR, 1)).div(tape.constant(zero(tape))));
  }

  private static Tensor zero(Tape tape) {
    return Tensor.zeros(tape.backend(), Shape.SCALAR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void whatWasGiven(String backend) {
    fails(
        "AddOp: the output (2) is -Infinity at [1]; its input 1(2) is -Infinity at [1]",
        backend,
        tape ->
            tape.variable(tensor(tape, Shape.of(2), 1, 2))
                .add(tape.constant(tensor(tape, Shape.of(2), 0, Double.NEGATIVE_INFINITY))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void backward(String backend) {
    fails(
        "SqrtOp: the gradient of input 0(3) is Infinity at [2]",
        backend,
        tape ->
            tape.backward(
                SqrtOp.of(tape.variable(tensor(tape, Shape.of(3), 1, 2, 0))).scale(3).sum()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void whatIsFinitePassesAndNothingIsCheckedUnlessAsked(String backend) {
    try (Tape tape = Tape.recording(Backend.named(backend)).checkFinite()) {
      Var x = tape.variable(tensor(tape, Shape.of(2), 1, 4));
      double[] gradient = tape.backward(SqrtOp.of(x).sum()).of(x).toDoubles();
      assertEquals("[0.5, 0.25]", Arrays.toString(gradient));
    }
    try (Tape tape = Tape.recording(Backend.named(backend))) {
      Var x = tape.variable(tensor(tape, Shape.of(1), -1));
      Var y = LogOp.of(x);
      assertTrue(Double.isNaN(y.value().item()));
      assertEquals(-1, tape.backward(y.sum()).of(x).item());
    }
  }
}
