package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.ConcatOp;
import java.util.List;
import java.util.function.UnaryOperator;

/** Runs several layers on one input and joins their outputs along an axis, counted from 0. */
public record Concat(int axis, List<Layer> branches) implements Composite {
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
  public Concat rebuilt(UnaryOperator<Layer> change) {
    return new Concat(axis, branches.stream().map(change).toList());
  }

  @Override
  public List<Parameter> parameters() {
    return branches.stream().flatMap(branch -> branch.parameters().stream()).toList();
  }
}
