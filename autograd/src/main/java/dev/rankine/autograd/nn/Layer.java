package dev.rankine.autograd.nn;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;

/** A function of one value with parameters of its own. */
public interface Layer extends Model {
  /** Computes on a tape. */
  Var forward(Tape tape, Var x);
}
