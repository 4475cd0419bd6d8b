package dev.rankine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.optim.Sgd;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The tape's promises, and every way to misuse it, by message. */
class TapeTest {
  private static final Backend BACKEND = GradientCheck.backend();

  private static Parameter weight() {
    return new Parameter("fc1.weight", Tensor.of(BACKEND, Shape.of(2), 3.0, 4.0));
  }

  private static <T extends Throwable> void fails(
      Class<T> type, String message, Executable executable) {
    assertEquals(message, assertThrows(type, executable).getMessage());
  }

  @Test
  void gradientOfASquare() {
    Parameter w = weight();
    try (Tape tape = Tape.recording(BACKEND)) {
      Var x = tape.parameter(w);
      assertSame(x, tape.parameter(w), "one value a parameter");
      Gradients gradients = tape.backward(x.mul(x).sum());
      assertArrayEquals(new double[] {6, 8}, gradients.of(w).toDoubles());
      assertSame(gradients.of(w), gradients.of(x));
      assertTrue(gradients.reached(w));
    }
  }

  @Test
  void backwardTwiceStartsAfresh() {
    Parameter w = weight();
    try (Tape tape = Tape.recording(BACKEND)) {
      Var loss = tape.parameter(w).scale(2).sum();
      double[] first = tape.backward(loss).of(w).toDoubles();
      assertArrayEquals(first, tape.backward(loss).of(w).toDoubles());
    }
  }

  @Test
  void eachBackwardKeepsItsOwnGradients() {
    Parameter w = weight();
    try (Tape tape = Tape.recording(BACKEND)) {
      Var x = tape.parameter(w);
      Gradients first = tape.backward(x.sum());
      Gradients second = tape.backward(x.scale(3).sum());
      assertArrayEquals(new double[] {1, 1}, first.of(w).toDoubles());
      assertArrayEquals(new double[] {3, 3}, second.of(w).toDoubles());
    }
  }

  @Test
  void manyParametersKeepTheirValues() {
    List<Parameter> many = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      many.add(new Parameter("p" + i, Tensor.of(BACKEND, Shape.of(1), (double) i)));
    }
    try (Tape tape = Tape.recording(BACKEND)) {
      for (int count : new int[] {0, 1, 2, 300}) {
        List<Var> vars = tape.parameters(many.subList(0, count));
        assertEquals(count, vars.size());
        for (int i = 0; i < count; i++) {
          assertSame(many.get(i).tensor(), vars.get(i).value());
          assertSame(vars.get(i), tape.parameter(many.get(i)));
        }
      }
    }
  }

  @Test
  void lossMayBeAVariableItself() {
    try (Tape tape = Tape.recording(BACKEND)) {
      Var x = tape.variable(Tensor.of(BACKEND, Shape.of(1, 1), 5.0));
      assertArrayEquals(new double[] {1}, tape.backward(x).of(x).toDoubles());
    }
  }

  /** x + x gives both sides the same upstream tensor; adding to it in place would show here. */
  @Test
  void sharedGradientsAreNotChanged() {
    try (Tape tape = Tape.recording(BACKEND)) {
      Var x = tape.variable(Tensor.of(BACKEND, Shape.of(1), 5.0));
      Var y = tape.variable(Tensor.of(BACKEND, Shape.of(1), 7.0));
      Gradients gradients = tape.backward(x.add(y).add(x).add(x.reshape(1)).sum());
      assertArrayEquals(new double[] {3}, gradients.of(x).toDoubles());
      assertArrayEquals(new double[] {1}, gradients.of(y).toDoubles());
    }
  }

  @Test
  void lossMustBeAScalar() {
    try (Tape tape = Tape.recording(BACKEND)) {
      Var x = tape.parameter(weight());
      fails(
          IllegalArgumentException.class,
          "backward: the loss has shape (2), a scalar is needed; sum or average it",
          () -> tape.backward(x));
    }
  }

  @Test
  void lossMustBeOfThisTape() {
    try (Tape tape = Tape.recording(BACKEND);
        Tape other = Tape.recording(BACKEND)) {
      Var loss = other.parameter(weight()).sum();
      fails(
          IllegalArgumentException.class,
          "backward: the loss belongs to another tape",
          () -> tape.backward(loss));
    }
  }

  @Test
  void inputsMustBeOfOneTape() {
    try (Tape tape = Tape.recording(BACKEND);
        Tape other = Tape.recording(BACKEND)) {
      Var x = tape.parameter(weight());
      Var y = other.parameter(weight());
      fails(
          IllegalArgumentException.class,
          "AddOp: an input belongs to another tape; use one tape for one computation",
          () -> x.add(y));
    }
  }

  @Test
  void tapeMustBeOpen() {
    String message = "the tape is closed; compute inside its try block";
    Tape tape = Tape.recording(BACKEND);
    Var x = tape.parameter(weight());
    Var loss = x.sum();
    tape.close();
    tape.close();
    fails(IllegalStateException.class, message, () -> tape.backward(loss));
    fails(IllegalStateException.class, message, () -> x.add(x));
    fails(IllegalStateException.class, message, () -> x.scale(2));
    fails(IllegalStateException.class, message, () -> x.reshape(2, 1));
    fails(IllegalStateException.class, message, tape::scope);
  }

  @Test
  void gradientsEndWithTheirTape() {
    Parameter w = weight();
    Tape tape = Tape.recording(BACKEND);
    Gradients gradients = tape.backward(tape.parameter(w).scale(2).sum());
    tape.close();
    String message =
        assertThrows(IllegalStateException.class, () -> gradients.of(w).toDoubles()).getMessage();
    assertTrue(message.contains("was used after its scope closed"), message);
  }

  @Test
  void parametersMustNotChangeInBetween() {
    Parameter w = weight();
    try (Tape tape = Tape.recording(BACKEND)) {
      Var loss = tape.parameter(w).sum();
      new Sgd(List.of(w), 0.1).step(tape.backward(loss));
      fails(
          IllegalStateException.class,
          "backward: parameter fc1.weight was updated between forward and backward; step the"
              + " optimizer afterwards",
          () -> tape.backward(loss));
    }
  }

  @Test
  void somethingMustBeTrainable() {
    Parameter w = weight();
    w.freeze();
    try (Tape tape = Tape.recording(BACKEND)) {
      Var loss = tape.parameter(w).sum();
      fails(
          IllegalArgumentException.class,
          "backward: the loss depends on nothing trainable; unfreeze a parameter",
          () -> tape.backward(loss));
    }
  }

  @Test
  void inferenceHasNoWayBack() {
    try (Tape tape = Tape.none(BACKEND)) {
      Var loss = tape.parameter(weight()).sum();
      assertFalse(loss.wantsGradient());
      fails(
          IllegalArgumentException.class,
          "backward: this tape has no way back; open it with Tape.recording",
          () -> tape.backward(loss));
    }
  }

  @Test
  void unreachedParametersHaveNoGradient() {
    Parameter used = weight();
    Parameter elsewhere = new Parameter("head.bias", Tensor.zeros(BACKEND, Shape.of(3)));
    Parameter unseen = new Parameter("unseen", Tensor.zeros(BACKEND, Shape.of(1)));
    try (Tape tape = Tape.recording(BACKEND)) {
      Var other = tape.parameter(elsewhere);
      Gradients gradients = tape.backward(tape.parameter(used).sum());
      String advice = "; take it out of the optimizer, or use it in the model";
      fails(
          IllegalArgumentException.class,
          "the loss does not reach parameter head.bias(3)" + advice,
          () -> gradients.of(elsewhere));
      fails(
          IllegalArgumentException.class,
          "the loss does not reach parameter unseen(1)" + advice,
          () -> gradients.of(unseen));
      fails(
          IllegalArgumentException.class,
          "the loss does not reach a value of shape (3), it has no gradient",
          () -> gradients.of(other));
      assertFalse(gradients.reached(elsewhere));
    }
  }

  private record Unregistered(Var x) implements CustomOp {
    @Override
    public List<Var> inputs() {
      return List.of(x);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      gradients.add(x, dy);
    }
  }

  @Test
  void customOpsMustBeRegistered() {
    try (Tape tape = Tape.recording(BACKEND)) {
      Var x = tape.parameter(weight());
      fails(
          IllegalArgumentException.class,
          "Unregistered is not registered; call CustomOp.register once and test its gradient",
          () -> tape.record(new Unregistered(x), x.value()));
    }
    CustomOp.register(SquareOp.class);
    assertTrue(CustomOp.registered().contains(SquareOp.class));
    assertFalse(CustomOp.registered().contains(Unregistered.class));
  }

  @Test
  void gradientMustHaveItsInputsShape() {
    try (Tape tape = Tape.recording(BACKEND)) {
      Var x = tape.parameter(weight());
      Gradients gradients = tape.backward(x.sum());
      assertThrows(
          ShapeException.class, () -> gradients.add(x, Tensor.zeros(BACKEND, Shape.of(1))));
    }
  }

  @Test
  void parameterSaysWhatItIs() {
    Parameter w = weight();
    assertEquals("fc1.weight(2)", w.toString());
    w.freeze();
    assertEquals("fc1.weight(2) frozen", w.toString());
    w.unfreeze();
    assertTrue(w.trainable());
  }
}
