package dev.rankine.autograd.train;

/** Hears of each step and each epoch of a training; what it does not care for it leaves out. */
public interface TrainingListener extends Resumable {
  /** The training begins or goes on. */
  default void started(Training training) {}

  /** A step was made. */
  default void stepped(Training training) {}

  /** An epoch ended, and was measured. */
  default void epochEnded(Training training, EpochSummary epoch) {}

  /** All listeners have heard of the step or the epoch: what is saved now is whole. */
  default void settled(Training training) {}

  /** The training is done, or was stopped. */
  default void ended(Training training) {}
}
