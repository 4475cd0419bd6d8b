package dev.rankine.mnist;

import dev.rankine.engine.io.AtomicFile;
import dev.rankine.mnist.receipt.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that {@code base} and {@code feature-lora} share. */
final class RunOptions {
  private static final int MOST_THREADS = 1_024;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder with the four MNIST files.")
  Optional<Path> data = Optional.empty();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Default: 3, of mlp 10.")
  int epochs;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  int batch;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      defaultValue = "0.001",
      description = "Adam's learning rate. Default: 0.001.")
  double rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "One seed gives one result, to the bit. Default: 1.")
  long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Most threads to use. Default: all cores. The result does not depend on it.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description =
          "cpu, or opencl[:platform[:device]], which the command devices lists. Default: cpu.")
  String backend;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "rankine-out",
      description = "Folder for what is saved. Default: rankine-out.")
  Path out;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  Optional<Path> json = Optional.empty();

  @Option(names = "--no-report", description = "Write neither the page nor the charts.")
  boolean noReport;

  @Option(
      names = "--resume",
      description = "Go on where the same command was stopped. The result is the same.")
  boolean resume;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description = "Save a checkpoint every N steps, and after each epoch. Default: when stopped.")
  int checkpointEvery;

  @Option(
      names = "--stop-after",
      paramLabel = "N",
      description = "Stop after step N as if interrupted.")
  long stopAfter;

  @Option(names = "--quiet", description = "Print the last line only.")
  boolean quiet;

  /** Checks the ranges; the message names the option, the value and the range. */
  void check() {
    atLeastOne("--epochs", epochs);
    atLeastOne("--batch", batch);
    require(checkpointEvery >= 0, "--checkpoint-every", checkpointEvery, "0 or more");
    require(stopAfter >= 0, "--stop-after", stopAfter, "0 or more");
    oneTo(MOST_THREADS, "--threads", threads);
    notEmpty("--data", data);
    notEmpty("--out", Optional.of(out));
    notEmpty("--json", json);
    require(rate > 0 && rate <= 1, "--lr", rate, "a number in (0, 1]");
  }

  /**
   * Checks before training that what a run writes can be written, and is not what it reads or
   * writes elsewhere; and takes the output folder for this run.
   *
   * @param base the network that is read, if any
   * @param names of the files that are written to the output folder
   */
  void checkFiles(Optional<Path> base, List<String> names) throws IOException {
    String command = spec.name();
    for (String name :
        Stream.concat(names.stream(), Stream.of(Receipt.file(command), RunReport.page(command)))
            .toList()) {
      Path file = out.resolve(name);
      requireOther("--base", base, file, "another file than the run writes");
      requireOther("--json", json, file, "another file than the run writes itself");
      AtomicFile.requireWritable(file);
    }
    if (base.isPresent()) {
      requireOther("--json", json, base.get(), "another file than the base network");
    }
    if (json.isPresent()) {
      AtomicFile.requireWritable(json.get());
    }
    OutLock.hold(out);
  }

  private void requireOther(String option, Optional<Path> chosen, Path file, String range)
      throws IOException {
    if (chosen.isPresent()) {
      require(!same(chosen.get(), file), option, chosen.get(), range);
    }
  }

  private static boolean same(Path a, Path b) throws IOException {
    return Files.exists(a) && Files.exists(b)
        ? Files.isSameFile(a, b)
        : a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
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
