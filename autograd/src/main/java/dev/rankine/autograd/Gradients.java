package dev.rankine.autograd;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.View;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The gradients of one loss, made by {@link Tape#backward}. There is nothing to reset: the next
 * backward makes new ones. They live as long as the tape.
 */
public final class Gradients implements ParameterGradients {
  private final Tape tape;

  Gradients(Tape tape) {
    this.tape = tape;
  }

  /** For ops: where values are computed. */
  public Backend backend() {
    return tape.backend();
  }

  /** For ops: memory for what cannot be an array of reals. */
  public Scope scope() {
    return tape.scope();
  }

  /** An uninitialised tensor that lives as long as the tape. */
  @Override
  public Tensor allocate(Shape shape) {
    return tape.allocate(shape);
  }

  /** For ops: whether work on an input's gradient is needed. */
  public boolean wants(Var input) {
    return input.wantsGradient();
  }

  /**
   * For ops: adds to the gradient of an input. The first contribution is kept as it is, so the
   * tensor may be a view of another gradient; a later one is added out of place.
   *
   * @param gradient a scalar stands for every element, and is written out where it is asked for
   * @throws dev.rankine.engine.ShapeException if it has neither the input's shape nor a scalar's
   */
  public void add(Var input, Tensor gradient) {
    if (gradient.shape().rank() > 0) {
      Rules.exactly("gradient", input.shape(), gradient);
    }
    Tensor before = input.gradientIn(this);
    if (before == null) {
      input.setGradient(this, gradient);
      return;
    }
    Tensor sum = allocate(Shape.broadcast(before.shape(), gradient.shape()));
    backend().zip(Binary.ADD, before, gradient, sum);
    input.setGradient(this, sum);
  }

  /**
   * The gradient with respect to a value.
   *
   * @throws IllegalArgumentException if the loss does not depend on it
   */
  public Tensor of(Var input) {
    Tensor gradient = find(input);
    if (gradient == null) {
      throw new IllegalArgumentException(
          "the loss does not reach a value of shape " + input.shape() + ", it has no gradient");
    }
    return gradient;
  }

  /**
   * The gradient with respect to a parameter, in its shape.
   *
   * @throws IllegalArgumentException if the loss does not depend on it
   */
  @Override
  public Tensor of(Parameter parameter) {
    Var var = tape.used(parameter);
    Tensor gradient = var == null ? null : find(var);
    if (gradient == null) {
      throw new IllegalArgumentException(
          "the loss does not reach parameter "
              + parameter
              + "; take it out of the optimizer, or use it in the model");
    }
    return gradient;
  }

  /** Whether the loss depends on a trainable parameter. */
  @Override
  public boolean reached(Parameter parameter) {
    Var var = tape.used(parameter);
    return var != null && reached(var);
  }

  /** Whether the loss depends on a value, so that it has a gradient. */
  public boolean reached(Var value) {
    return value.gradientIn(this) != null;
  }

  /**
   * Adds the gradients of all parameters that the loss reaches to a sum, which outlives the tape.
   *
   * @throws IllegalStateException if the tape is closed, or a parameter was updated since the sum
   *     began; nothing is added then
   */
  public void addInto(GradientSum sum) {
    Map<Parameter, Tensor> found = new LinkedHashMap<>();
    for (Parameter parameter : tape.parametersInUse()) {
      if (reached(parameter)) {
        found.put(parameter, of(parameter));
      }
    }
    sum.add(found);
  }

  /** The gradient in the value's shape, or null. */
  Tensor find(Var var) {
    Tensor gradient = var.gradientIn(this);
    if (gradient == null || gradient.shape().equals(var.shape())) {
      return gradient;
    }
    gradient.storage(); // fails where the tape is closed
    Tensor whole = allocate(var.shape());
    backend().copy(View.of(gradient).expand(var.shape()), View.of(whole));
    var.setGradient(this, whole);
    return whole;
  }
}
