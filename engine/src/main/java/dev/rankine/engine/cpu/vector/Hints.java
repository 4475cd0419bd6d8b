package dev.rankine.engine.cpu.vector;

/** What C2 does not find out by itself. None of it changes a result. */
final class Hints {
  private Hints() {}

  /**
   * An index of a {@link Workspace} buffer, all of which are below 2³⁰, as C2 knows then. Only
   * where the sum of two cannot overflow does it add the first one to an address before the loop,
   * instead of both in each step.
   */
  static int index(int index) {
    return index & Workspace.MOST - 1;
  }
}
