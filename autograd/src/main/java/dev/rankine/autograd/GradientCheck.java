package dev.rankine.autograd;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Proves a gradient by central differences in float64: for the loss L = Σ cᵢ·yᵢ with random c,
 * every element of every input is moved by ±h and (L₊ − L₋)/2h compared with what backward says.
 *
 * <p>A kink or a tie within h of an input has no derivative to compare with: keep inputs away from
 * them.
 */
public final class GradientCheck {
  /** A computation on values that all want a gradient. */
  @FunctionalInterface
  public interface Computation {
    /** Computes a result of any shape. */
    Var apply(Tape tape, List<Var> inputs);
  }

  private static final double STEP = 1e-5;
  private static final double RELATIVE = 1e-6;
  private static final double ABSOLUTE = 1e-8;

  private GradientCheck() {}

  /** Where checks run: float64, plain loops. */
  public static Backend backend() {
    return Backend.named("reference");
  }

  /**
   * Checks the gradients with respect to all inputs.
   *
   * @param name the op's name, for the message
   * @param seed of the random c
   * @param inputs on {@link #backend()}, by name; their values are restored
   * @throws AssertionError naming op, argument, index, analytic and numeric value
   */
  public static void assertGradients(
      String name, long seed, Computation computation, Map<String, Tensor> inputs) {
    List<double[]> analytic = new ArrayList<>();
    try (Tape tape = Tape.recording(backend())) {
      List<Var> vars = inputs.values().stream().map(tape::variable).toList();
      Gradients gradients = tape.backward(loss(tape, computation, vars, seed));
      vars.forEach(var -> analytic.add(gradients.of(var).toDoubles()));
    }
    int position = 0;
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      double[] expected = analytic.get(position++);
      for (int i = 0; i < expected.length; i++) {
        double numeric = difference(computation, inputs, input.getValue(), i, seed);
        double tolerance = ABSOLUTE + RELATIVE * Math.max(Math.abs(numeric), Math.abs(expected[i]));
        if (!(Math.abs(expected[i] - numeric) <= tolerance)) {
          throw new AssertionError(
              name
                  + ": the gradient of "
                  + input.getKey()
                  + input.getValue().shape()
                  + " at element "
                  + i
                  + " is "
                  + expected[i]
                  + ", central differences give "
                  + numeric);
        }
      }
    }
  }

  private static Var loss(Tape tape, Computation computation, List<Var> inputs, long seed) {
    Var y = computation.apply(tape, inputs);
    Philox random = new Philox(seed, 0);
    double[] weights = new double[y.value().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextGaussian();
    }
    return y.mul(tape.constant(Tensor.of(tape.backend(), y.shape(), weights))).sum();
  }

  private static double difference(
      Computation computation, Map<String, Tensor> inputs, Tensor moved, int element, long seed) {
    double[] values = moved.toDoubles();
    double original = values[element];
    double above = original + STEP;
    double below = original - STEP;
    values[element] = above;
    double high = evaluate(computation, inputs, moved, values, seed);
    values[element] = below;
    double low = evaluate(computation, inputs, moved, values, seed);
    values[element] = original;
    moved.backend().upload(values, moved);
    return (high - low) / (above - below);
  }

  private static double evaluate(
      Computation computation,
      Map<String, Tensor> inputs,
      Tensor moved,
      double[] values,
      long seed) {
    moved.backend().upload(values, moved);
    try (Tape tape = Tape.none(backend())) {
      List<Var> vars = inputs.values().stream().map(tape::constant).toList();
      return loss(tape, computation, vars, seed).value().reshape(Shape.SCALAR).item();
    }
  }
}
