package dev.rankine.autograd;

import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/**
 * A tensor that a model learns, under its dotted name: the key on disk, equal to PyTorch's
 * state-dict key for the same model. Its values change through an optimizer's update alone, or, if
 * it is a layer's {@linkplain #state state}, through the layer.
 */
public final class Parameter {
  private final String name;
  private final Tensor tensor;
  private final boolean state;
  private boolean trainable;

  /** A parameter that trains until it is frozen. */
  public Parameter(String name, Tensor tensor) {
    this(name, tensor, false);
  }

  private Parameter(String name, Tensor tensor, boolean state) {
    this.name = name;
    this.tensor = tensor;
    this.state = state;
    this.trainable = !state;
  }

  /**
   * What a layer keeps beside what it learns, such as running statistics: it is stored with the
   * parameters and always frozen.
   */
  public static Parameter state(String name, Tensor tensor) {
    return new Parameter(name, tensor, true);
  }

  /** For example {@code fc1.weight}. */
  public String name() {
    return name;
  }

  /** The values. */
  public Tensor tensor() {
    return tensor;
  }

  /** The extents. */
  public Shape shape() {
    return tensor.shape();
  }

  /** Whether a tape wants its gradient. */
  public boolean trainable() {
    return trainable;
  }

  /** From now on it costs no gradient work and keeps its bytes. */
  public void freeze() {
    trainable = false;
  }

  /** From now on it trains, unless it is a layer's state. */
  public void unfreeze() {
    trainable = !state;
  }

  /** Whether it is kept and never learnt. */
  public boolean isState() {
    return state;
  }

  @Override
  public String toString() {
    return name + shape() + (state ? " state" : trainable ? "" : " frozen");
  }
}
