package dev.rankine.autograd.op;

import dev.rankine.autograd.Var;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;

/** The inputs of an op with weights and biases, as a view: no array is made for it. */
final class Operands extends AbstractList<Var> implements RandomAccess {
  private final Var x;
  private final List<Var> weights;
  private final List<Var> biases;

  Operands(Var x, List<Var> weights, List<Var> biases) {
    this.x = x;
    this.weights = weights;
    this.biases = biases;
  }

  Operands(Var x, List<Var> weights, Optional<Var> bias) {
    this(x, weights, bias.map(List::of).orElse(List.of()));
  }

  @Override
  public Var get(int index) {
    Objects.checkIndex(index, size());
    if (index == 0) {
      return x;
    }
    int weight = index - 1;
    return weight < weights.size() ? weights.get(weight) : biases.get(weight - weights.size());
  }

  @Override
  public int size() {
    return 1 + weights.size() + biases.size();
  }
}
