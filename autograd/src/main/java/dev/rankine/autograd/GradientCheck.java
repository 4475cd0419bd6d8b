package dev.rankine.autograd;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Proves a gradient by central differences in float64: for the loss L = Σ cᵢ·yᵢ with random c,
 * elements of every input are moved by ±h and (L₊ − L₋)/2h compared with what backward says.
 *
 * <p>A kink or a tie within h of an input has no derivative to compare with: keep inputs away from
 * them.
 *
 * @param op what is checked, for the message
 * @param seed of the random c, and of the choice of elements
 * @param relative tolerance, as a fraction of the larger of the two values
 * @param absolute tolerance, added to the relative one
 * @param most elements to move of each input; of a larger one, that many are chosen at random
 */
public record GradientCheck(String op, long seed, double relative, double absolute, int most) {
  /** A computation on values that all want a gradient. */
  @FunctionalInterface
  public interface Computation {
    /** Computes a result of any shape. */
    Var apply(Tape tape, List<Var> inputs);
  }

  /** Something that is moved, under the name that a message gives it. */
  private record Argument(String name, Tensor tensor, double[] analytic, double rounding) {}

  private static final double STEP = 1e-5;

  /**
   * Within 1e-6 of the value plus 1e-8, and what rounds off a large loss, at no more than 256
   * elements of each input.
   */
  public static GradientCheck of(String op, long seed) {
    return new GradientCheck(op, seed, 1e-6, 1e-8, 256);
  }

  /** Where checks run: float64, plain loops. */
  public static Backend backend() {
    return Backend.named("reference");
  }

  /** Checks the gradients with respect to these inputs, on {@link #backend()}. */
  public static void assertGradients(String op, Computation computation, Tensor... inputs) {
    SequencedMap<String, Tensor> named = new LinkedHashMap<>();
    IntStream.range(0, inputs.length).forEach(i -> named.put("input " + i, inputs[i]));
    of(op, 0).assertGradients(computation, named, List.of());
  }

  /**
   * Checks the gradients with respect to all inputs and to parameters that the computation uses.
   *
   * @param inputs on {@link #backend()}, by name; moved, then restored
   * @param parameters on {@link #backend()}, trainable; moved, then restored
   * @throws AssertionError naming op, argument, index, analytic and numeric value
   */
  public void assertGradients(
      Computation computation, SequencedMap<String, Tensor> inputs, List<Parameter> parameters) {
    List<Tensor> tensors = List.copyOf(inputs.values());
    for (Argument argument : analytic(computation, inputs, parameters)) {
      for (int element : elements(argument.tensor().size())) {
        double numeric = difference(computation, tensors, argument.tensor(), element);
        requireClose(argument, element, numeric);
      }
    }
  }

  /** What backward says about each argument. */
  private List<Argument> analytic(
      Computation computation, SequencedMap<String, Tensor> inputs, List<Parameter> parameters) {
    try (Tape tape = Tape.recording(backend())) {
      List<Var> vars = inputs.values().stream().map(tape::variable).toList();
      Var terms = terms(tape, computation, vars);
      double rounding = rounding(terms.value());
      Gradients gradients = tape.backward(terms.sum());
      List<Argument> arguments = new ArrayList<>();
      List<String> names = List.copyOf(inputs.keySet());
      for (int i = 0; i < vars.size(); i++) {
        arguments.add(argument(names.get(i), vars.get(i), gradients, rounding));
      }
      for (Parameter parameter : parameters) {
        arguments.add(argument(parameter.name(), tape.parameter(parameter), gradients, rounding));
      }
      return arguments;
    }
  }

  /** How far rounding of a loss with such terms can move its central difference. */
  private static double rounding(Tensor terms) {
    return Arrays.stream(terms.toDoubles()).map(Math::abs).sum() * 0x1p-50 / STEP;
  }

  private Argument argument(String name, Var var, Gradients gradients, double rounding) {
    Tensor gradient = gradients.find(var);
    if (gradient == null) {
      throw new AssertionError(op + ": backward gave no gradient of " + name + var.shape());
    }
    return new Argument(name, var.value(), gradient.toDoubles(), rounding);
  }

  private int[] elements(int size) {
    return size <= most
        ? IntStream.range(0, size).toArray()
        : Arrays.copyOf(new Philox(seed, 1).permutation(size), most);
  }

  private void requireClose(Argument argument, int element, double numeric) {
    double analytic = argument.analytic()[element];
    double larger = Math.max(Math.abs(numeric), Math.abs(analytic));
    double tolerance = absolute + relative * larger + argument.rounding();
    if (!(Math.abs(analytic - numeric) <= tolerance)) {
      throw new AssertionError(
          op
              + ": the gradient of "
              + argument.name()
              + argument.tensor().shape()
              + " at element "
              + element
              + " is "
              + analytic
              + ", central differences give "
              + numeric);
    }
  }

  /** The result times random weights: the loss is their sum. */
  private Var terms(Tape tape, Computation computation, List<Var> inputs) {
    Var y = computation.apply(tape, inputs);
    Philox random = new Philox(seed, 0);
    double[] weights = new double[y.value().size()];
    Arrays.setAll(weights, i -> random.nextGaussian());
    return y.mul(tape.constant(Tensor.of(tape.backend(), y.shape(), weights)));
  }

  private double difference(
      Computation computation, List<Tensor> inputs, Tensor moved, int element) {
    double[] values = moved.toDoubles();
    double original = values[element];
    double above = original + STEP;
    double below = original - STEP;
    try {
      values[element] = above;
      double high = evaluate(computation, inputs, moved, values);
      values[element] = below;
      double low = evaluate(computation, inputs, moved, values);
      return (high - low) / (above - below);
    } finally {
      values[element] = original;
      moved.backend().upload(values, moved);
    }
  }

  private double evaluate(
      Computation computation, List<Tensor> inputs, Tensor moved, double[] values) {
    moved.backend().upload(values, moved);
    try (Tape tape = Tape.none(moved.backend()).training(true)) {
      Var terms = terms(tape, computation, inputs.stream().map(tape::constant).toList());
      return terms.sum().value().item();
    }
  }
}
