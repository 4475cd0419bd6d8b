package dev.rankine.lora;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.op.LinearOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A linear layer whose weight (O, I) is held in blocks of columns, (O, I₁), (O, I₂), …: what an
 * adapter can sit on. A plain {@link Linear} has one block, a {@link WidenedLinear} two.
 *
 * @param blocks in column order, at least one
 */
public record DenseLayer(List<Parameter> blocks, Parameter bias) implements Layer {
  /** A copy of the list. */
  public DenseLayer {
    blocks = List.copyOf(blocks);
  }

  /** The view of a plain layer. */
  public static DenseLayer of(Linear linear) {
    return new DenseLayer(List.of(linear.weight()), linear.bias());
  }

  /** I, over all blocks. */
  public int in() {
    return blocks.stream().mapToInt(block -> block.shape().dim(1)).sum();
  }

  /** O. */
  public int out() {
    return bias.shape().size();
  }

  /** x (B, I) to (B, O). */
  @Override
  public Var forward(Tape tape, Var x) {
    return LinearOp.of(x, tape.parameters(blocks), Optional.of(tape.parameter(bias)));
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(blocks);
    all.add(bias);
    return all;
  }
}
