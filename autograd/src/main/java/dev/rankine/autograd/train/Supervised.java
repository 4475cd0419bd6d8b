package dev.rankine.autograd.train;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.data.Epoch;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;

/** A loss of a batch of inputs. */
record Supervised(DataSet inputs, Loss of) implements Objective {
  /** From inputs x (B, …), which are examples rows (B), to a scalar. */
  interface Loss {
    Var loss(Tape tape, Var x, Indices rows);
  }

  @Override
  public Backend backend() {
    return inputs.backend();
  }

  @Override
  public int count() {
    return inputs.count();
  }

  @Override
  public void begin(Epoch epoch) {
    inputs.begin(epoch);
  }

  @Override
  public Var loss(Tape tape, Indices rows) {
    return of.loss(tape, tape.constant(inputs.gather(tape, rows)), rows);
  }
}
