package dev.rankine.autograd;

import java.util.ArrayList;
import java.util.List;

/**
 * The parameters that a tape has used, each with its value on the tape: a binary tree ordered by
 * identity hash, which needs no array however many there are.
 */
final class Uses {
  /** A parameter in use, and its version then. */
  static final class Use {
    private final int key;
    private final Parameter parameter;
    private final Var var;
    private final long version;

    /** The use before this one. */
    private final Use before;

    private Use smaller;
    private Use larger;

    private Use(Parameter parameter, Var var, Use before) {
      this.key = System.identityHashCode(parameter);
      this.parameter = parameter;
      this.var = var;
      this.version = parameter.tensor().version();
      this.before = before;
    }
  }

  private Use root;
  private Use last;

  /** The value of a parameter, or null if it was not used. */
  Var find(Parameter parameter) {
    int key = System.identityHashCode(parameter);
    Use use = root;
    while (use != null && use.parameter != parameter) {
      use = key < use.key ? use.smaller : use.larger;
    }
    return use == null ? null : use.var;
  }

  /** Remembers the value of a parameter that was not used before. */
  void add(Parameter parameter, Var var) {
    Use added = new Use(parameter, var, last);
    last = added;
    if (root == null) {
      root = added;
      return;
    }
    Use parent = root;
    Use child = root;
    while (child != null) {
      parent = child;
      child = added.key < parent.key ? parent.smaller : parent.larger;
    }
    if (added.key < parent.key) {
      parent.smaller = added;
    } else {
      parent.larger = added;
    }
  }

  /** In the order in which they were added. */
  List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    for (Use use = last; use != null; use = use.before) {
      parameters.add(use.parameter);
    }
    return parameters.reversed();
  }

  /** Fails if a parameter was updated since it was used, naming it. */
  void requireUnchanged() {
    for (Use use = last; use != null; use = use.before) {
      if (use.parameter.tensor().version() != use.version) {
        throw new IllegalStateException(
            "backward: parameter "
                + use.parameter.name()
                + " was updated between forward and backward; step the optimizer afterwards");
      }
    }
  }
}
