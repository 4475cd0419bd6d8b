package dev.rankine.engine.cpu;

import java.util.List;

/**
 * An inner loop that {@link WarmUp} gets compiled.
 *
 * @param name the class and the method
 * @param calls what it calls must be small, and take no vectors: a method is inlined only where one
 *     call of the loop in a hundred gets to it, of more than 35 bytes where one in four does, and
 *     of those of a warm-up few get anywhere
 */
public record WarmLoop(String name, Calls calls) {
  /** The loop on numbers of its own. */
  public interface Calls {
    /** Calls it this many times, each time with so many steps; without steps it does nothing. */
    void run(int times, int steps);
  }

  /** Who needs a loop, in the order in which they are compiled. */
  public enum Group {
    /** The heavy ops of a usual training step. */
    HEAVY,
    /** Its light ops, and products with few columns. */
    LIGHT,
    /** Products of other shapes: compiled when there is the first one. */
    PRODUCTS,
    /** Fewer programs: compiled when a heavy op waits for them. */
    OTHER
  }

  /** What is warmed up. */
  public interface Plan {
    /** What is done before the first loop is called. */
    default void begin() {}

    /**
     * The loops of a group; each list is compiled before the next one begins.
     *
     * @return lists in order: those that bring in another vector width may have to come last
     */
    List<List<WarmLoop>> of(Group group);
  }
}
