package dev.rankine.autograd.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Saves a training to a file at the end of each epoch, and every so many steps if asked. */
public final class Checkpoints implements TrainingListener {
  private final Path file;
  private final long steps;
  private boolean due;

  /** At the end of each epoch. */
  public Checkpoints(Path file) {
    this(file, Long.MAX_VALUE);
  }

  private Checkpoints(Path file, long steps) {
    this.file = file;
    this.steps = steps;
  }

  /**
   * Every so many steps as well.
   *
   * @throws IllegalArgumentException if it is not at least 1
   */
  public Checkpoints everySteps(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("checkpoints every " + count + " steps: at least 1");
    }
    return new Checkpoints(file, count);
  }

  @Override
  public void stepped(Training training) {
    due = training.steps() % steps == 0;
  }

  @Override
  public void epochEnded(Training training, EpochSummary epoch) {
    due = true;
  }

  /**
   * Saves if it is time.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  @Override
  public void settled(Training training) {
    if (due) {
      due = false;
      try {
        training.save(file);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
