package dev.rankine.autograd.op;

import dev.rankine.autograd.Var;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;

/** The inputs of an op with weights and perhaps a bias, as a view: no array is made for it. */
final class Operands extends AbstractList<Var> implements RandomAccess {
  private final Var x;
  private final List<Var> weights;
  private final Optional<Var> bias;

  Operands(Var x, List<Var> weights, Optional<Var> bias) {
    this.x = x;
    this.weights = weights;
    this.bias = bias;
  }

  @Override
  public Var get(int index) {
    Objects.checkIndex(index, size());
    if (index == 0) {
      return x;
    }
    return index <= weights.size() ? weights.get(index - 1) : bias.get();
  }

  @Override
  public int size() {
    return 1 + weights.size() + (bias.isPresent() ? 1 : 0);
  }
}
