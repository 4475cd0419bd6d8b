package dev.rankine.mnist;

import dev.rankine.engine.io.AtomicFile;
import dev.rankine.mnist.receipt.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that {@code base} and {@code feature-lora} share. */
final class RunOptions extends TrainingOptions {
  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Default: 3, of mlp 10.")
  int epochs;

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
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description =
          "cpu, or opencl[:platform[:device]], which the command devices lists. Default: cpu.")
  String backend;

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

  @Option(
      names = "--once",
      hidden = true,
      description = "Of a replay: no checkpoint is saved, for nothing could go on with it.")
  boolean once;

  @Option(names = "--quiet", description = "Print the last line only.")
  boolean quiet;

  @Override
  void check() {
    super.check();
    atLeastOne("--epochs", epochs);
    require(checkpointEvery >= 0, "--checkpoint-every", checkpointEvery, "0 or more");
    require(stopAfter >= 0, "--stop-after", stopAfter, "0 or more");
    notEmpty("--json", json);
    rate(rate);
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
}
