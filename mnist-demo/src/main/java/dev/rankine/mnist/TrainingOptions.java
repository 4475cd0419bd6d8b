package dev.rankine.mnist;

import dev.rankine.mnist.data.Shift;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all trainings share, and the ranges of those that several commands have. */
abstract class TrainingOptions {
  private static final int MOST_THREADS = 1_024;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder with the four MNIST files.")
  Optional<Path> data = Optional.empty();

  @Option(names = "--batch", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  int batch;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Most threads to use. Default: all cores. The result does not depend on it.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "rankine-out",
      description = "Folder for what is saved. Default: rankine-out.")
  Path out;

  /** Checks the ranges; the message names the option, the value and the range. */
  void check() {
    atLeastOne("--batch", batch);
    oneTo(MOST_THREADS, "--threads", threads);
    notEmpty("--data", data);
    notEmpty("--out", Optional.of(out));
  }

  void rank(int rank) {
    int most = BaseNet.FEATURES + 1;
    require(
        rank >= 1 && rank <= most,
        "--rank",
        rank,
        "a whole number from 1 to " + most + ", the longer side of fc1's weight (64, 785)");
  }

  void alpha(double alpha) {
    require(Float.isFinite((float) alpha), "--alpha", alpha, "a finite float32");
  }

  void rate(double rate) {
    require(rate > 0 && rate <= 1, "--lr", rate, "a number in (0, 1]");
  }

  void shift(String shift) {
    require(Shift.named(shift).isPresent(), "--shift", shift, Shift.names());
  }

  void notEmpty(String option, Optional<Path> path) {
    require(path.isEmpty() || !path.get().toString().isBlank(), option, "empty", "a path");
  }

  void atLeastOne(String option, int value) {
    require(value >= 1, option, value, "a whole number from 1 up");
  }

  void oneTo(int most, String option, int value) {
    require(value >= 1 && value <= most, option, value, "a whole number from 1 to " + most);
  }

  void require(boolean valid, String option, Object value, String range) {
    if (!valid) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", it must be " + range);
    }
  }
}
