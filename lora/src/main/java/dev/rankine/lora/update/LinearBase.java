package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.DenseLayer;
import dev.rankine.lora.WidenedLinear;
import java.util.List;
import java.util.Optional;

/**
 * A linear layer, plain or with its weight in blocks of columns: W (O, I), A (R, I), B (O, R).
 *
 * @param layer as it was
 * @param dense the same as blocks
 */
public record LinearBase(String path, Layer layer, DenseLayer dense) implements Base {
  @Override
  public boolean isLinear() {
    return true;
  }

  @Override
  public Tensor weight() {
    return dense.blocks().size() == 1
        ? dense.blocks().getFirst().tensor()
        : WidenedLinear.assemble(dense);
  }

  @Override
  public Optional<Parameter> bias() {
    return Optional.of(dense.bias());
  }

  @Override
  public Var apply(Tape tape, Var x, Optional<Var> bias) {
    return LinearOp.of(x, tape.parameters(dense.blocks()), bias);
  }

  @Override
  public Var applied(Var x, Var weight, Optional<Var> bias) {
    return LinearOp.of(x, List.of(weight), bias);
  }

  @Override
  public Shape downShape(int rank) {
    return Shape.of(rank, dense.in());
  }

  @Override
  public Shape upShape(int rank) {
    return Shape.of(dense.out(), rank);
  }

  @Override
  public Var down(Var x, Var a) {
    return LinearOp.of(x, List.of(a), Optional.empty());
  }

  @Override
  public Var up(Var h, Var b, Optional<Var> bias) {
    return LinearOp.of(h, List.of(b), bias);
  }

  @Override
  public Shape perOutput(int extent) {
    return Shape.of(extent);
  }

  @Override
  public int[] inputAxes() {
    return new int[] {1};
  }

  @Override
  public Layer plain(Tensor weight, Optional<Tensor> bias) {
    return new Linear(
        new Parameter(path + ".weight", weight),
        new Parameter(dense.bias().name(), bias.orElseThrow()));
  }
}
