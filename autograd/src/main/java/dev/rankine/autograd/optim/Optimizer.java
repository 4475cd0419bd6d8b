package dev.rankine.autograd.optim;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import java.util.List;

/** Updates parameters from gradients. */
public interface Optimizer {
  /** What it updates. */
  List<Parameter> parameters();

  /**
   * Checks one update of every parameter and changes nothing yet.
   *
   * @return makes the update; to be run once, before the next is prepared
   * @throws IllegalArgumentException if the loss did not reach a parameter, naming it, or a
   *     schedule gives no rate
   * @throws IllegalStateException if the gradients' tape is closed
   */
  Runnable prepare(ParameterGradients gradients);

  /**
   * One update of every parameter, or of none where it throws.
   *
   * @throws IllegalArgumentException as {@link #prepare}
   * @throws IllegalStateException as {@link #prepare}
   */
  default void step(ParameterGradients gradients) {
    prepare(gradients).run();
  }

  /**
   * What it keeps between updates, for a checkpoint. The tensors are its own, not copies.
   *
   * @throws UnsupportedOperationException if this optimizer cannot be stored
   */
  default OptimizerState state() {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " cannot be stored: it does not implement state()");
  }

  /**
   * Goes on from a stored state, which is copied.
   *
   * @throws IllegalArgumentException if it is the state of another method, other numbers or other
   *     parameters; nothing changes then
   * @throws UnsupportedOperationException if this optimizer cannot be stored
   */
  default void restore(OptimizerState stored) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " cannot be resumed: it does not implement restore()");
  }
}
