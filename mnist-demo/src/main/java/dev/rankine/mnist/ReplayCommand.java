package dev.rankine.mnist;

import dev.rankine.engine.io.FormatException;
import dev.rankine.mnist.receipt.Claim;
import dev.rankine.mnist.receipt.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code replay}: does again what a receipt describes. */
@Command(
    name = "replay",
    description = {
      "Runs again what a receipt describes and says whether the weights agree to the bit.",
      "The exit code is 1 where they do not, and the first epoch that differs is named."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mnist-demo replay rankine-out/base.receipt.json",
      "  mnist-demo replay runs/feature-lora.receipt.json --data ~/mnist --threads 1"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final Set<String> WITH_RECEIPTS = Set.of("base", "feature-lora", "mlp");

  @CommandLine.Spec CommandSpec spec;

  @Parameters(
      paramLabel = "RECEIPT",
      description = "A COMMAND.receipt.json that a run has saved, or its --json FILE.")
  Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with the four MNIST files. Default: the receipt's.")
  Optional<Path> data = Optional.empty();

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description = "The base network that was adapted. Default: the receipt's.")
  Optional<Path> base = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Most threads to use. Default: all cores. The result does not depend on it.")
  Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Keep what the replay saves, here. Default: a folder that is deleted.")
  Optional<Path> out = Optional.empty();

  @Option(names = "--quiet", description = "Print the last lines only.")
  boolean quiet;

  @Override
  public Integer call() throws Exception {
    Claim claim = Claim.read(file);
    CommandSpec command = command(claim.command());
    if (base.isPresent() && !adaptsAFile(claim)) {
      throw new ParameterException(
          spec.commandLine(), "--base is given, but the run of " + file + " read no base network");
    }
    if (out.isPresent()) {
      requireEmpty(out.get());
      return replay(claim, command, out.get());
    }
    Path folder = Files.createTempDirectory("rankine-replay-");
    try {
      return replay(claim, command, folder);
    } finally {
      delete(folder);
    }
  }

  private static boolean adaptsAFile(Claim claim) {
    return claim.base().isPresent() && claim.base().get().epochs().isEmpty();
  }

  /** Anything there might be used by the run, or lost. */
  private void requireEmpty(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw new ParameterException(
              spec.commandLine(), "--out is " + folder + ", it must be an empty or a new folder");
        }
      }
    }
  }

  private CommandSpec command(String name) throws FormatException {
    if (!WITH_RECEIPTS.contains(name)) {
      throw new FormatException(file, "command is " + name + ", which no receipt can have");
    }
    return Main.commandLine().getSubcommands().get(name).getCommandSpec();
  }

  private int replay(Claim claim, CommandSpec command, Path folder) throws IOException {
    int code = Main.execute(arguments(claim, command, folder).toArray(String[]::new));
    if (code != 0) {
      return code;
    }
    Optional<String> difference =
        claim.difference(Claim.read(folder.resolve(Receipt.file(claim.command()))));
    if (difference.isPresent()) {
      System.err.println("mnist-demo: " + file + " is not reproduced: " + difference.get());
      return 1;
    }
    System.out.println(
        "The bits agree: the weights after every epoch and the saved ones are those of " + file);
    return 0;
  }

  private List<String> arguments(Claim claim, CommandSpec command, Path folder)
      throws FormatException {
    List<String> arguments = new ArrayList<>(List.of(claim.command(), "--out=" + folder));
    for (Map.Entry<String, String> option : claim.options().entrySet()) {
      OptionSpec known = command.findOption(option.getKey());
      if (known == null || !RunReport.isRecorded(known)) {
        throw new FormatException(
            file, "options." + option.getKey() + " is no option that a receipt can have");
      }
      if (data.isEmpty() || !option.getKey().equals("--data")) {
        arguments.add(option.getKey() + "=" + option.getValue());
      }
    }
    data.ifPresent(path -> arguments.add("--data=" + path));
    threads.ifPresent(count -> arguments.add("--threads=" + count));
    if (adaptsAFile(claim)) {
      arguments.add("--base=" + base.orElse(Path.of(claim.base().get().file())));
    }
    if (quiet) {
      arguments.add("--quiet");
    }
    arguments.add("--once");
    if (out.isEmpty()) {
      arguments.add("--no-report");
    }
    return arguments;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
