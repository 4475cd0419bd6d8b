package dev.rankine.autograd.explain;

import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Optional;

/**
 * A value on a tape under the name that an explanation gives it.
 *
 * @param name a parameter's own; x0, x1, … of what else comes from outside; y0, y1, … of the ops'
 *     results
 * @param gradient of the loss, if it reaches this value
 */
record Value(String name, Kind kind, Var var, Optional<Tensor> gradient) {
  enum Kind {
    INPUT,
    PARAMETER,
    FROZEN,
    RESULT
  }

  Shape shape() {
    return var.shape();
  }

  /** For example {@code fc1.weight (64, 784)}. */
  String label() {
    return name + " " + shape();
  }
}
