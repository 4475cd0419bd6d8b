package dev.rankine.autograd.optim;

import dev.rankine.autograd.Gradients;

/** Updates parameters from gradients. */
@FunctionalInterface
public interface Optimizer {
  /**
   * One update of every parameter. All or nothing: what is checked is checked before any changes.
   *
   * @throws IllegalArgumentException if the loss did not reach a parameter, naming it
   * @throws IllegalStateException if the gradients' tape is closed
   */
  void step(Gradients gradients);
}
