package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.DenseLayer;
import dev.rankine.lora.WidenedLinear;
import java.util.Optional;

/**
 * A linear layer, plain or with its weight in blocks of columns.
 *
 * @param layer as it was
 * @param dense the same as blocks
 */
public record LinearBase(String path, Layer layer, DenseLayer dense) implements MatrixBase {
  @Override
  public Tensor weight() {
    return dense.blocks().size() == 1
        ? dense.blocks().getFirst().tensor()
        : WidenedLinear.assemble(dense);
  }

  @Override
  public Shape weightShape() {
    return Shape.of(dense.out(), dense.in());
  }

  @Override
  public Optional<Parameter> bias() {
    return Optional.of(dense.bias());
  }

  @Override
  public Var apply(Tape tape, Var x, Optional<Var> bias) {
    return DenseLayer.product(x, tape.parameters(dense.blocks()), bias);
  }
}
