package dev.rankine.lora;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.autograd.op.ReshapeOp;
import dev.rankine.engine.Shape;
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

  /** x (…, I) to (…, O). */
  @Override
  public Var forward(Tape tape, Var x) {
    return product(x, tape.parameters(blocks), Optional.of(tape.parameter(bias)));
  }

  /**
   * x·[W₁ W₂ …]ᵀ + b on the innermost axis, as {@link Linear} has it: x (…, I), Wᵢ (O, Iᵢ), b (O)
   * to (…, O). The axes before it are taken as one, so the bits are those of the flattened x.
   *
   * @throws dev.rankine.engine.ShapeException if x is a vector, or has not the width of the weights
   */
  public static Var product(Var x, List<Var> blocks, Optional<Var> bias) {
    Shape shape = x.shape();
    int rank = shape.rank();
    if (rank < 3) {
      return LinearOp.of(x, blocks, bias);
    }
    Shape rows = Shape.of(shape.product(0, rank - 1), shape.dim(-1));
    Var y = LinearOp.of(ReshapeOp.of(x, rows), blocks, bias);
    return ReshapeOp.of(y, shape.with(-1, y.shape().dim(1)));
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(blocks);
    all.add(bias);
    return all;
  }
}
