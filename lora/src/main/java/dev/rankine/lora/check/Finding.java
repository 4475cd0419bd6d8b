package dev.rankine.lora.check;

/**
 * Something that looks like a mistake.
 *
 * @param rule which check found it
 * @param where the layer or parameter
 * @param message one line: what is the case, and what to do
 */
public record Finding(Rule rule, String where, String message) {
  /** What is looked for. */
  public enum Rule {
    /** The update has as many parameters as the weight it updates. */
    RANK_NOT_LOW,
    /** No parameter trains. */
    NOTHING_TRAINS,
    /** The loss does not depend on a parameter that trains. */
    NOT_REACHED,
    /** An optimizer updates a parameter that is frozen. */
    FROZEN_IN_OPTIMIZER,
    /** A parameter trains that no optimizer updates. */
    NOT_IN_OPTIMIZER,
    /** α/R makes the update vanish, change its sign, or grow. */
    ODD_SCALE,
    /** A parameter of the base trains beside the adapter. */
    BASE_TRAINS
  }

  @Override
  public String toString() {
    return where + ": " + message;
  }
}
