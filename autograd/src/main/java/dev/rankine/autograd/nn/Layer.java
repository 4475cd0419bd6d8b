package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import java.util.List;

/** A function of one value with parameters of its own. */
public interface Layer {
  /** Computes on a tape. */
  Var forward(Tape tape, Var x);

  /** The parameters, in the order in which they were made. */
  List<Parameter> parameters();
}
