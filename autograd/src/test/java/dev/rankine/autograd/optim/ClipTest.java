package dev.rankine.autograd.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients (3, 0; 0, 0) of a and (4) of b, so that the norm is 5. */
class ClipTest {
  /** A linear loss whose gradients are given numbers. */
  private static final class Sample implements AutoCloseable {
    final Backend backend;
    final Tape tape;
    final Parameter a;
    final Parameter b;
    final Parameter unused;
    final List<Parameter> all;
    final Gradients gradients;

    Sample(String name, double first, double second) {
      backend = Backend.named(name);
      tape = Tape.recording(backend);
      a = new Parameter("a", Tensor.zeros(backend, Shape.of(2, 2)));
      b = new Parameter("b", Tensor.zeros(backend, Shape.SCALAR));
      unused = new Parameter("unused", Tensor.zeros(backend, Shape.of(3)));
      all = List.of(a, b, unused, a);
      Var ofA = tape.parameter(a).mul(tape.constant(tensor(Shape.of(2, 2), first, 0, 0, 0))).sum();
      Var ofB = tape.parameter(b).mul(tape.constant(tensor(Shape.SCALAR, second)));
      gradients = tape.backward(ofA.add(ofB));
    }

    private Tensor tensor(Shape shape, double... values) {
      return Tensor.of(backend, shape, values);
    }

    @Override
    public void close() {
      tape.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void theNormIsOfAllGradientsTogether(String backend) {
    try (Sample s = new Sample(backend, 3, 4)) {
      assertEquals(5, Clip.norm(s.gradients, s.all));
      assertEquals(4, Clip.norm(s.gradients, List.of(s.b)));
      assertEquals(0, Clip.norm(s.gradients, List.of(s.unused)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void aLargerNormIsScaledDown(String backend) {
    try (Sample s = new Sample(backend, 3, -4)) {
      ParameterGradients clipped = Clip.byNorm(s.gradients, s.all, 2.5);
      assertArrayEquals(new double[] {1.5, 0, 0, 0}, clipped.of(s.a).toDoubles());
      assertArrayEquals(new double[] {-2}, clipped.of(s.b).toDoubles());
      assertArrayEquals(new double[] {3, 0, 0, 0}, s.gradients.of(s.a).toDoubles(), "unchanged");
      assertTrue(clipped.reached(s.a));
      assertFalse(clipped.reached(s.unused));
      assertThrows(IllegalArgumentException.class, () -> clipped.of(s.unused));
    }
  }

  @Test
  void parametersThatAreNotListedPass() {
    try (Sample s = new Sample("reference", 3, 4)) {
      ParameterGradients clipped = Clip.byNorm(s.gradients, List.of(s.a), 1);
      assertArrayEquals(new double[] {1, 0, 0, 0}, clipped.of(s.a).toDoubles(), 1e-15);
      assertSame(s.gradients.of(s.b), clipped.of(s.b));
    }
  }

  @Test
  void aSmallerNormChangesNothing() {
    try (Sample s = new Sample("cpu", 3, 4)) {
      assertSame(s.gradients, Clip.byNorm(s.gradients, s.all, 5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void valuesAreBoundedOneByOne(String backend) {
    try (Sample s = new Sample(backend, 3, -4)) {
      ParameterGradients clipped = Clip.byValue(s.gradients, s.all, 3.5);
      assertArrayEquals(new double[] {3, 0, 0, 0}, clipped.of(s.a).toDoubles());
      assertArrayEquals(new double[] {-3.5}, clipped.of(s.b).toDoubles());
      ParameterGradients both = Clip.byNorm(clipped, s.all, Math.sqrt(9 + 12.25) / 2);
      assertArrayEquals(new double[] {1.5, 0, 0, 0}, both.of(s.a).toDoubles(), 1e-6);
    }
    try (Sample s = new Sample(backend, Double.NaN, Double.NEGATIVE_INFINITY)) {
      ParameterGradients clipped = Clip.byValue(s.gradients, s.all, 1);
      assertEquals(Double.NaN, clipped.of(s.a).toDoubles()[0]);
      assertEquals(-1, clipped.of(s.b).item());
    }
  }

  @Test
  void anOptimizerTakesClippedGradients() {
    try (Sample s = new Sample("reference", 3, 4)) {
      Optimizer sgd = new Sgd(List.of(s.a, s.b), 0.5);
      sgd.step(Clip.byNorm(s.gradients, sgd.parameters(), 2.5));
      assertEquals(-0.5 * 1.5, s.a.tensor().toDoubles()[0]);
      assertEquals(-0.5 * 2, s.b.tensor().item());
    }
  }

  @Test
  void divergenceAndWrongBoundsAreOneLine() {
    try (Sample s = new Sample("cpu", 1e30, 4)) {
      var thrown =
          assertThrows(ArithmeticException.class, () -> Clip.byNorm(s.gradients, s.all, 1));
      assertEquals(
          "clip: the gradients' norm is Infinity, training has diverged; lower the rate, or look"
              + " for an overflow in the loss",
          thrown.getMessage());
      assertEquals(
          "optimizer: largest norm 0.0: a positive, finite number is needed",
          assertThrows(IllegalArgumentException.class, () -> Clip.byNorm(s.gradients, s.all, 0))
              .getMessage());
      assertThrows(IllegalArgumentException.class, () -> Clip.byValue(s.gradients, s.all, -1));
    }
  }
}
