package dev.rankine.autograd.train;

/** What takes part in checkpoints, if it has something to keep. */
public interface Resumable {
  /** Puts what is needed to go on from here. */
  default void save(Checkpoint to) {}

  /**
   * Goes on from what was put.
   *
   * @throws IllegalArgumentException if something is missing or does not fit
   */
  default void restore(Checkpoint from) {}
}
