package dev.rankine.autograd.optim;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import java.util.List;

/** Updates parameters from gradients. */
public interface Optimizer {
  /**
   * One update of every parameter.
   *
   * @throws IllegalArgumentException if the loss did not reach one; none is changed then
   */
  void step(Gradients gradients);

  /**
   * The parameters of an optimizer, checked.
   *
   * @throws IllegalArgumentException if there is none, or one is frozen
   */
  static List<Parameter> trainable(List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("optimizer: no parameters were given; all are frozen?");
    }
    for (Parameter parameter : parameters) {
      if (!parameter.trainable()) {
        throw new IllegalArgumentException(
            "optimizer: parameter " + parameter.name() + " is frozen; leave it out or unfreeze it");
      }
    }
    return List.copyOf(parameters);
  }

  /** Fails for a parameter without a gradient, before anything is changed. */
  static void requireReached(List<Parameter> parameters, Gradients gradients) {
    parameters.forEach(gradients::of);
  }

  /** A learning rate, checked. */
  static double positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("optimizer: " + name + " " + value + " is not positive");
    }
    return value;
  }
}
