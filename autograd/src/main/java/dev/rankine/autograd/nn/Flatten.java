package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.ReshapeOp;
import dev.rankine.engine.Shape;
import java.util.List;

/** (B, …) to (B, product of the rest), in row-major order: channels, rows, columns. */
public record Flatten() implements Layer {
  @Override
  public Var forward(Tape tape, Var x) {
    Shape shape = x.shape();
    return ReshapeOp.of(x, Shape.of(shape.dim(0), shape.product(1, shape.rank())));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }
}
