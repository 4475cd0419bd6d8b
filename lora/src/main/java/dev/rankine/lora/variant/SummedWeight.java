package dev.rankine.lora.variant;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.LowRank;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * y = (W + scale·B·A)·x + b with the sum made in every forward: one product with x, at the price of
 * O·R·I for the sum. Its outputs have the bits of the merged layer, and W trains too unless it is
 * frozen.
 */
public record SummedWeight(LowRank update, Parameter weight, Parameter bias) implements Layer {
  /**
   * Of an update on a layer with one weight.
   *
   * @throws IllegalArgumentException if the base has no such weight and bias, or A is looked up
   */
  public static SummedWeight of(LowRank update) {
    Base base = update.base();
    List<Parameter> own = base.layer().parameters();
    boolean plain = own.size() == 2 && own.getFirst().tensor() == base.weight();
    if (!plain || base.isLookup() || !update.isPlain() || update.bias().isPresent()) {
      throw new IllegalArgumentException(
          base.path() + ": one weight and a bias with plain factors are needed to sum weights");
    }
    return new SummedWeight(update, own.get(0), own.get(1));
  }

  @Override
  public Var forward(Tape tape, Var x) {
    int rank = update.a().shape().dim(0);
    int outputs = weight.shape().dim(0);
    int inputs = weight.shape().size() / outputs;
    Var b = tape.parameter(update.b()).reshape(outputs, rank).scale(update.scale());
    Var a = tape.parameter(update.a()).reshape(rank, inputs);
    Var delta = b.matmul(a).reshape(weight.shape().dims());
    Var sum = tape.parameter(weight).add(delta);
    return update.base().applied(x, sum, Optional.of(tape.parameter(bias)));
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(List.of(weight, bias));
    all.addAll(update.parameters());
    return all;
  }
}
