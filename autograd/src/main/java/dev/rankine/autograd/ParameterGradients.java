package dev.rankine.autograd;

import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/**
 * What an optimizer reads: a gradient for each parameter. Of one loss, {@link Gradients}, or of
 * several added up, {@link GradientSum}; either may be clipped first.
 */
public interface ParameterGradients {
  /**
   * The gradient with respect to a parameter, in its shape.
   *
   * @throws IllegalArgumentException if no loss depends on it
   */
  Tensor of(Parameter parameter);

  /** Whether a loss depends on a trainable parameter. */
  boolean reached(Parameter parameter);

  /** An uninitialised tensor that lives as long as these gradients. */
  Tensor allocate(Shape shape);
}
