package dev.rankine.engine.cpu.vector;

/** What C2 does not find out by itself. None of it changes a result. */
final class Hints {
  /** No index. */
  static final int NEVER = -1;

  private Hints() {}

  /**
   * Cuts the body of a loop in two, behind a comparison with {@link #NEVER}. C2 first loads all
   * that a basic block reads, and unrolls what is short, until accumulators do not fit the
   * registers; across a cut it does not. The bound must be unknown to C2, and the branch must call,
   * not throw, or C2 keeps the index checks in the loop.
   */
  static void never() {
    throw new AssertionError();
  }

  /**
   * An index of a {@link Workspace} buffer, all of which are below 2³⁰, as C2 knows then. Only
   * where the sum of two cannot overflow does it add the first one to an address before the loop,
   * instead of both in each step.
   */
  static int index(int index) {
    return index & Workspace.MOST - 1;
  }
}
