package dev.rankine.engine.cpu;

import java.util.function.IntConsumer;

/**
 * At most so many threads that share independent tasks. A kernel that runs in several phases gets
 * one; which thread does which task, and how many there are, does not change a bit of the result.
 *
 * @param threads the caller included
 */
public record Team(int threads) {
  /** The calling thread. */
  public static final Team ALONE = new Team(1);

  /** Runs {@code body} once for every task in 0 … tasks − 1, and returns when all are done. */
  public void run(int tasks, IntConsumer body) {
    Parallel.run(threads, tasks, body);
  }
}
