package dev.rankine.autograd;

import java.util.Set;

/**
 * The open door in the sealed {@link Op}: an op of one's own. Its class must be registered before a
 * tape records it, so that a test can list every op there is and demand a gradient check of each.
 */
public non-sealed interface CustomOp extends Op {
  @Override
  default String formula() {
    return "y = " + getClass().getSimpleName() + "(…)";
  }

  /** Makes a class known. Registering twice does nothing. */
  static void register(Class<? extends CustomOp> type) {
    CustomOps.add(type);
  }

  /** The registered classes, in order of registration. */
  static Set<Class<? extends CustomOp>> registered() {
    return CustomOps.all();
  }
}
