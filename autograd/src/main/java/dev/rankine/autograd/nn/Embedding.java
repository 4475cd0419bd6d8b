package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.GatherOp;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import java.util.List;

/** y = rows of a table: table (N, D), indices in any shape S, y (S, D). */
public record Embedding(Parameter weight) implements IndexLayer {
  /** A table of N rows of D elements, N(0, 1). */
  public static Embedding of(Parameters parameters, int rows, int dimensions) {
    return new Embedding(parameters.get("weight", Shape.of(rows, dimensions), Initial.normal(1)));
  }

  /**
   * Takes rows.
   *
   * @throws IndexOutOfBoundsException if one is not in 0 … N − 1
   */
  @Override
  public Var forward(Tape tape, Indices rows) {
    return GatherOp.of(tape.parameter(weight), rows);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight);
  }
}
