package dev.rankine.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Values and gradients worked out by hand, and what is refused with which words. */
final class Expect {
  private Expect() {}

  /** f of x has this shape and exactly these values. */
  static void gives(
      String backend, Function<Var, Var> f, double[] x, Shape shape, Shape result, double... y) {
    try (Tape tape = Tape.none(Backend.named(backend))) {
      Var out = f.apply(tape.constant(Tensor.of(tape.backend(), shape, x)));
      assertEquals(result, out.shape());
      assertArrayEquals(y, out.value().toDoubles());
    }
  }

  /** f of a row x has these values within a tolerance, relative above 1. */
  static void near(String backend, UnaryOperator<Var> f, double[] x, double... y) {
    try (Tape tape = Tape.none(Backend.named(backend))) {
      Var out = f.apply(tape.constant(Tensor.of(tape.backend(), Shape.of(x.length), x)));
      near(y, out.value().toDoubles());
    }
  }

  /** The gradient of Σ f(x) with respect to a row x. */
  static void slopes(String backend, UnaryOperator<Var> f, double[] x, double... dx) {
    try (Tape tape = Tape.recording(Backend.named(backend))) {
      Var in = tape.variable(Tensor.of(tape.backend(), Shape.of(x.length), x));
      near(dx, tape.backward(f.apply(in).sum()).of(in).toDoubles());
    }
  }

  private static void near(double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      boolean finite = Double.isFinite(expected[i]);
      double tolerance = finite ? 1e-6 * Math.max(1, Math.abs(expected[i])) : 0;
      assertEquals(expected[i], actual[i], tolerance, "element " + i);
    }
  }

  /** f throws with exactly this message. */
  static void refuses(String message, Function<Tape, Var> f) {
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      RuntimeException thrown = assertThrows(RuntimeException.class, () -> f.apply(tape));
      assertEquals(message, thrown.getMessage());
    }
  }

  static Var zeros(Tape tape, int... dims) {
    return tape.variable(Tensor.zeros(tape.backend(), Shape.of(dims)));
  }

  static Indices index(Tape tape, int... values) {
    return Indices.of(tape.backend(), Shape.of(values.length), values);
  }
}
