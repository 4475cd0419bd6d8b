package dev.rankine.bench.work;

import java.util.List;
import java.util.function.Supplier;

/** A workload set up on an implementation, ready to be timed. */
public interface Trial {
  /** Runs it once. */
  void run();

  /**
   * Runs it once from its initial state and returns what it computed, row-major and NCHW. Called
   * before anything is timed, at most once.
   */
  float[] result();

  /** Names of the stages that {@link #stageNanos} tells apart; none for most. */
  default List<String> stages() {
    return List.of();
  }

  /** Nanoseconds that all runs so far spent in each stage. */
  default long[] stageNanos() {
    return new long[0];
  }

  /** How it is set up, where there was a choice; for example the layout. */
  default String how() {
    return "";
  }

  /** A trial from what runs it, and what reads its result afterwards. */
  static Trial of(Runnable work, Supplier<float[]> read) {
    return new Trial() {
      @Override
      public void run() {
        work.run();
      }

      @Override
      public float[] result() {
        work.run();
        return read.get();
      }
    };
  }
}
