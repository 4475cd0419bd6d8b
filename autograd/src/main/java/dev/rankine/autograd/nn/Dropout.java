package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.Normalizing;
import dev.rankine.engine.Philox;
import java.util.List;

/**
 * In training, each element is 0 with this probability, and divided by 1 − probability otherwise;
 * in evaluation nothing happens. Any shape.
 *
 * @param random a stream of its own, which draws one number an element; its position says where a
 *     resumed training goes on
 */
public record Dropout(double probability, Philox random) implements Layer {
  /** A probability from 0 and below 1. */
  public Dropout {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout: probability " + probability + ": choose one from 0 and below 1");
    }
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return tape.training() ? Normalizing.dropout(x, probability, random) : x;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public List<Philox> streams() {
    return List.of(random);
  }
}
