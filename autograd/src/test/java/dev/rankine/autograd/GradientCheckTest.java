package dev.rankine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The check itself: it must see a wrong gradient and say where. */
class GradientCheckTest {
  /** x² whose backward believes that one factor is a constant. */
  private static Var halfForgotten(Tape tape, Var x) {
    return x.mul(tape.constant(x.value()));
  }

  @Test
  void aWrongGradientIsNamed() {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("left", Tensor.of(GradientCheck.backend(), Shape.of(1, 2), 1.0, 2.0));
    GradientCheck check = GradientCheck.of("half", 5);
    AssertionError error =
        assertThrows(
            AssertionError.class,
            () ->
                check.assertGradients(
                    (tape, in) -> halfForgotten(tape, in.get(0)), inputs, List.of()));
    assertTrue(
        error
            .getMessage()
            .matches(
                "half: the gradient of left\\(1, 2\\) at element 0 is \\S+, central differences"
                    + " give \\S+"),
        error.getMessage());
  }

  @Test
  void aForgottenInputIsNamed() {
    Tensor x = new Samples(1).normal(2);
    AssertionError error =
        assertThrows(
            AssertionError.class,
            () ->
                GradientCheck.assertGradients(
                    "deaf", (tape, in) -> in.get(0).add(tape.constant(in.get(1).value())), x, x));
    assertEquals("deaf: backward gave no gradient of input 1(2)", error.getMessage());
  }

  @Test
  void inputsAreRestored() {
    Tensor x = new Samples(1).normal(3, 2);
    double[] before = x.toDoubles();
    GradientCheck.assertGradients("square", (tape, in) -> in.get(0).mul(in.get(0)), x);
    assertArrayEquals(before, x.toDoubles());
  }

  @Test
  void aLargeInputIsSampled() {
    AtomicInteger evaluations = new AtomicInteger();
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", new Samples(1).normal(1000));
    GradientCheck check = new GradientCheck("relu", 1, 1e-6, 1e-8, 10);
    check.assertGradients(
        (tape, in) -> {
          evaluations.incrementAndGet();
          return in.get(0).scale(3);
        },
        inputs,
        List.of());
    assertEquals(1 + 2 * 10, evaluations.get());
  }
}
