package dev.rankine.mnist;

import dev.rankine.engine.Backend;
import dev.rankine.mnist.data.DataSource;
import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.data.Shift;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import picocli.CommandLine.Option;

/** The options that {@code compare} and {@code sweep} share: many trainings, each quiet. */
final class StudyOptions extends TrainingOptions {
  private static final int MOST_SEEDS = 1_000;

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

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many seeds, from 1 up. Default: 5.")
  int seeds;

  @Option(names = "--quiet", description = "Print the results only.")
  boolean quiet;

  @Override
  void check() {
    super.check();
    atLeastOne("--epochs", epochs);
    oneTo(MOST_SEEDS, "--seeds", seeds);
    shift(shift);
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
}
