package dev.rankine.mnist;

import dev.rankine.autograd.train.Checkpoint;
import dev.rankine.autograd.train.Checkpoints;
import dev.rankine.autograd.train.Training;
import dev.rankine.autograd.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One training of a run, which can be stopped and resumed.
 *
 * @param name of its checkpoint in the output folder
 * @param identity all that its result depends on and that the checkpoint does not know by itself
 */
record Stage(String name, String identity, RunOptions options, Progress progress) {
  /** Where it is saved when it is stopped. */
  Path checkpoint() {
    return options.out.resolve(name + ".checkpoint.safetensors");
  }

  /**
   * Trains to the end.
   *
   * @throws StoppedException if it was stopped, after it was saved
   */
  Training run(Training training) throws IOException, StoppedException {
    training.with(new Identity(identity), new StopAfter(options.stopAfter));
    if (options.checkpointEvery > 0) {
      training.with(new Checkpoints(checkpoint()).everySteps(options.checkpointEvery));
    }
    if (options.resume) {
      resume(training);
    }
    try (Interruption _ = Interruption.stops(training::stop)) {
      training.run();
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
    if (!training.done() && options.once) {
      throw new StoppedException(
          String.format(
              Locale.ROOT,
              "the replay was stopped after %,d steps; nothing is compared, start it again",
              training.steps()));
    }
    if (!training.done()) {
      training.save(checkpoint());
      throw new StoppedException(
          String.format(
              Locale.ROOT,
              "stopped after %,d steps, saved in %s; go on with the same command and --resume",
              training.steps(),
              checkpoint()));
    }
    return training;
  }

  private void resume(Training training) throws IOException {
    if (Files.exists(checkpoint())) {
      training.resume(checkpoint());
      progress.say(
          String.format(Locale.ROOT, "Resumed %s after %,d steps", checkpoint(), training.steps()));
    } else {
      progress.say("No checkpoint at " + checkpoint() + ": beginning at the beginning");
    }
  }

  /** The result is saved, so the checkpoint is needed no more. */
  void finished() throws IOException {
    Files.deleteIfExists(checkpoint());
  }

  /** Options and data that a resumed training must have again. */
  private record Identity(String text) implements TrainingListener {
    @Override
    public void save(Checkpoint to) {
      to.put("text", text);
    }

    @Override
    public void restore(Checkpoint from) {
      if (!from.text("text").equals(text)) {
        throw new IllegalArgumentException(
            "it is of %s, this run is %s; give the same options and data"
                .formatted(from.text("text"), text));
      }
    }
  }

  /** Stops after so many steps, if it is a number from 1 up. */
  private record StopAfter(long steps) implements TrainingListener {
    @Override
    public void stepped(Training training) {
      if (training.steps() == steps) {
        training.stop();
      }
    }
  }
}
