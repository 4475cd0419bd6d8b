package dev.rankine.mnist;

import dev.rankine.engine.Backend;
import dev.rankine.mnist.data.DataSource;
import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.data.Shift;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that {@code compare} and {@code sweep} share: many trainings, each quiet. */
final class StudyOptions {
  private static final int MOST_SEEDS = 1_000;
  private static final int MOST_THREADS = 1_024;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder with the four MNIST files.")
  Optional<Path> data = Optional.empty();

  @Option(
      names = "--shift",
      paramLabel = "none|invert",
      defaultValue = "none",
      description = "Adapt to images half of which are inverted. Default: none.")
  String shift;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Of the base, and of what comes after it. Default: 3.")
  int epochs;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  int batch;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many seeds, from 1 up. Default: 5.")
  int seeds;

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

  @Option(names = "--quiet", description = "Print the results only.")
  boolean quiet;

  /** Checks the ranges; the message names the option, the value and the range. */
  void check() {
    within(1, Integer.MAX_VALUE, "--epochs", epochs);
    within(1, Integer.MAX_VALUE, "--batch", batch);
    within(1, MOST_SEEDS, "--seeds", seeds);
    within(1, MOST_THREADS, "--threads", threads);
    notEmpty("--data", data);
    notEmpty("--out", Optional.of(out));
    require(Shift.named(shift).isPresent(), "--shift", shift, Shift.names());
  }

  Shift chosenShift() {
    return Shift.named(shift).orElseThrow();
  }

  List<Long> allSeeds() {
    return LongStream.rangeClosed(1, seeds).boxed().toList();
  }

  /** The data, as a run finds them. */
  DigitData digits() throws IOException {
    return new DataSource(line -> System.err.println(line)).load(data);
  }

  /** The networks to train on these data. */
  Adaptations adaptations(DigitData digits, double rate) {
    Backend backend = Backend.cpu();
    backend.limitThreads(threads);
    return new Adaptations(backend, digits, chosenShift(), epochs, batch, rate);
  }

  /** A line for the person who waits. */
  void say(String line) {
    if (!quiet) {
      System.out.println(line);
    }
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

  void within(int least, int most, String option, int value) {
    String range = most == Integer.MAX_VALUE ? least + " up" : least + " to " + most;
    require(value >= least && value <= most, option, value, "a whole number from " + range);
  }

  private void notEmpty(String option, Optional<Path> path) {
    require(path.isEmpty() || !path.get().toString().isBlank(), option, "empty", "a path");
  }

  void require(boolean valid, String option, Object value, String range) {
    if (!valid) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", it must be " + range);
    }
  }
}
