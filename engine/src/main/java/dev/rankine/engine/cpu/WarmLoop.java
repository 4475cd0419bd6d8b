package dev.rankine.engine.cpu;

import java.util.List;
import java.util.function.Supplier;

/**
 * An inner loop that {@link WarmUp} gets compiled.
 *
 * @param name the class and the method
 * @param calls what it calls must be small: a method of more than 35 bytes is inlined only where
 *     one call of the loop in four gets to it, and of those of a warm-up few get anywhere
 */
public record WarmLoop(String name, Calls calls) {
  /** The loop on numbers of its own. */
  public interface Calls {
    /** Calls it this many times, each time with so many steps; without steps it does nothing. */
    void run(int times, int steps);
  }

  /**
   * What is warmed up, in this order.
   *
   * @param wide loops of one vector width that a usual training step needs
   * @param narrow its loops that use vectors of another width as well: while C2 has seen but one,
   *     it knows the class of every vector, and afterwards it boxes some
   * @param other makes the loops that fewer programs need
   */
  public record Plan(List<WarmLoop> wide, List<WarmLoop> narrow, Supplier<List<WarmLoop>> other) {}
}
