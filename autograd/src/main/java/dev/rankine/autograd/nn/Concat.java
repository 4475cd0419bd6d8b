package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.ConcatOp;
import dev.rankine.engine.Lists;
import java.util.List;

/**
 * Runs several layers on one input and joins their outputs along an axis, counted from 0 or, as -1,
 * from the innermost one.
 */
public record Concat(int axis, List<Layer> branches) implements Layer, Composite {
  /** At least one branch. */
  public Concat {
    branches = List.copyOf(branches);
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("concat: at least one branch is needed");
    }
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return ConcatOp.of(branches.stream().map(branch -> branch.forward(tape, x)).toList(), axis);
  }

  @Override
  public Concat rebuilt(Change change) {
    return new Concat(axis, Lists.map(branches, branch -> change.apply(branch)));
  }

  @Override
  public List<Parameter> parameters() {
    return branches.stream().flatMap(branch -> branch.parameters().stream()).toList();
  }
}
