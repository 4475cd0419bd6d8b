package dev.rankine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/**
 * How to call an op or a layer, so that what all of them have in common can be asked of each: what
 * they refuse, and what they do with NaN, infinities and nothing.
 *
 * @param type of the op or the layer
 * @param f applies it to one value; what else it needs it makes itself, on the value's backend
 * @param shape of a value that it takes
 * @param wrong shapes that it does not take, and what it says to them
 */
public record Recipe(Class<?> type, UnaryOperator<Var> f, Shape shape, List<Wrong> wrong) {
  /** A misuse of its own, with the whole message. */
  public record Wrong(String message, UnaryOperator<Var> f, Shape shape) {}

  /** How many wrong inputs each op and layer must refuse with the expected words. */
  public static final int FEWEST_WRONG = 3;

  private static final int SAMPLES = 20;

  public static Recipe of(Class<?> type, UnaryOperator<Var> f, int... dims) {
    return new Recipe(type, f, Shape.of(dims), List.of());
  }

  /** This recipe, which also refuses a value of another shape. */
  public Recipe refuses(String message, int... dims) {
    return refuses(message, f, dims);
  }

  /** This recipe, which also refuses another call. */
  public Recipe refuses(String message, UnaryOperator<Var> call, int... dims) {
    List<Wrong> more = new ArrayList<>(wrong);
    more.add(new Wrong(message, call, Shape.of(dims)));
    return new Recipe(type, f, shape, more);
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }

  /** Positive numbers that all differ, below 1. */
  public static Tensor values(Backend backend, Shape shape) {
    int[] order = new Philox(shape.size(), 3).permutation(shape.size());
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> (order[i] + 1.0) / (shape.size() + 2));
    return Tensor.of(backend, shape, values);
  }

  private static void fails(String message, Runnable call) {
    assertEquals(message, assertThrows(RuntimeException.class, call::run).getMessage());
  }

  /** Three misuses at least, each with its words; gives their number. */
  public int requireRefusals() {
    Backend backend = GradientCheck.backend();
    Tape closed = Tape.recording(backend);
    Var late = closed.variable(values(backend, shape));
    closed.close();
    fails("the tape is closed; compute inside its try block", () -> f.apply(late));
    int count = 1;
    try (Tape tape = Tape.recording(backend)) {
      Tensor recycled;
      try (Scope scope = Scope.on(backend)) {
        recycled = scope.tensor(shape);
      }
      fails(
          "Tensor"
              + shape
              + " on reference was used after its scope closed; move it out with Scope.keep before,"
              + " or copy its values",
          () -> f.apply(tape.variable(recycled)));
      count++;
      for (Wrong each : wrong) {
        Var x = tape.variable(values(backend, each.shape()));
        fails(each.message(), () -> each.f().apply(x));
        count++;
      }
      count += refusesAnotherBackend(tape) ? 1 : 0;
    }
    return count;
  }

  /** A view has no backend to ask; whoever computes refuses what lives on another one. */
  private boolean refusesAnotherBackend(Tape tape) {
    Var foreign = tape.variable(values(Backend.cpu(), shape));
    try {
      f.apply(foreign);
      return false;
    } catch (RuntimeException refused) {
      String rule = "all operands must live on one backend; download and upload it";
      assertTrue(refused.getMessage().endsWith(rule), refused.getMessage());
      return true;
    }
  }

  /** The result, or the gradient of its sum. */
  private double[] run(String backend, double first, boolean backward) {
    try (Tape tape = Tape.recording(Backend.named(backend))) {
      double[] values = values(tape.backend(), shape).toDoubles();
      values[0] = first;
      Var x = tape.variable(Tensor.of(tape.backend(), shape, values));
      Var y = f.apply(x);
      return (backward ? tape.backward(y.sum()).of(x) : y.value()).toDoubles();
    }
  }

  /** A NaN among the inputs shows in the result. */
  public void requireNanPasses() {
    for (String backend : List.of("reference", "cpu")) {
      double[] y = run(backend, Double.NaN, false);
      assertTrue(Arrays.stream(y).anyMatch(Double::isNaN), this + " hides a NaN on " + backend);
    }
  }

  /** NaN and infinities come out at the same places on both backends, forward and backward. */
  public void requireSameNonFinite() {
    for (double first :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      for (boolean backward : new boolean[] {false, true}) {
        assertEquals(
            kinds(run("reference", first, backward)),
            kinds(run("cpu", first, backward)),
            this + " of " + first + (backward ? " backward" : " forward"));
      }
    }
  }

  /** Whether dy is one number or is written out, every gradient has the same bits. */
  public void requireSameGradientsOfNumber() {
    for (String backend : List.of("reference", "cpu")) {
      List<double[]> number = gradients(backend, Var::sum);
      List<double[]> whole = gradients(backend, y -> y.mul(ones(y)).sum());
      for (int i = 0; i < number.size(); i++) {
        assertArrayEquals(whole.get(i), number.get(i), this + " on " + backend);
      }
    }
  }

  private static Var ones(Var y) {
    Tensor ones = Tensor.allocate(y.tape().backend(), y.shape());
    y.tape().backend().fill(1, ones);
    return y.tape().constant(ones);
  }

  /** Of all inputs that want one. */
  private List<double[]> gradients(String backend, UnaryOperator<Var> loss) {
    try (Tape tape = Tape.recording(Backend.named(backend))) {
      Var y = f.apply(tape.variable(values(tape.backend(), shape)));
      List<Var> inputs = tape.ops().stream().flatMap(op -> op.inputs().stream()).toList();
      Gradients gradients = tape.backward(loss.apply(y));
      return inputs.stream()
          .filter(gradients::reached)
          .map(input -> gradients.of(input).toDoubles())
          .toList();
    }
  }

  private static String kinds(double[] values) {
    StringBuilder kinds = new StringBuilder();
    for (double value : values) {
      kinds.append(
          Double.isNaN(value) ? 'N' : Double.isFinite(value) ? '.' : value > 0 ? '+' : '-');
    }
    return kinds.toString();
  }

  /** The gradient with respect to the value, on random samples. */
  public void requireGradients() {
    for (int seed = 0; seed < SAMPLES; seed++) {
      SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
      double[] values = new double[shape.size()];
      Philox random = new Philox(seed, 6);
      Arrays.setAll(values, i -> 0.1 + random.nextDouble());
      inputs.put("x", Tensor.of(GradientCheck.backend(), shape, values));
      GradientCheck.of(toString(), seed)
          .assertGradients((tape, in) -> f.apply(in.getFirst()), inputs, List.of());
    }
  }

  /** All values are finite where the input is. */
  public void requireFinite() {
    for (String backend : List.of("reference", "cpu")) {
      for (boolean backward : new boolean[] {false, true}) {
        String kinds = kinds(run(backend, 0.5, backward));
        assertFalse(kinds.matches(".*[N+-].*"), this + " on " + backend + ": " + kinds);
      }
    }
  }
}
