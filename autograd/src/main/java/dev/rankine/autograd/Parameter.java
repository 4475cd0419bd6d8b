package dev.rankine.autograd;

import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/**
 * A tensor that a model learns, under its dotted name: the key on disk, equal to PyTorch's
 * state-dict key for the same model. Its values change through an optimizer's update alone.
 */
public final class Parameter {
  private final String name;
  private final Tensor tensor;
  private boolean trainable;

  /** A parameter that trains until it is frozen. */
  public Parameter(String name, Tensor tensor) {
    this.name = name;
    this.tensor = tensor;
    this.trainable = true;
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

  /** From now on it trains. */
  public void unfreeze() {
    trainable = true;
  }

  @Override
  public String toString() {
    return name + shape() + (trainable ? "" : " frozen");
  }
}
