package dev.rankine.mnist;

import dev.rankine.mnist.data.DataSource;
import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.data.FolderListing;
import dev.rankine.mnist.data.Shift;
import dev.rankine.mnist.data.Sketch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code data}: what the networks see. */
@Command(
    name = "data",
    description = {
      "Finds the data as a run does: --data, MNIST_DIR, the cache, else it downloads them. Lists the"
          + " files, checks their hashes, counts the digits and draws some.",
      "The exit code is 1 where a file is missing or damaged."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mnist-demo data",
      "  mnist-demo data --data ~/mnist --draw 3 --from 100 --shift invert"
    })
final class DataCommand implements Callable<Integer> {
  @CommandLine.Spec CommandSpec spec;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder with the four MNIST files.")
  Optional<Path> data = Optional.empty();

  @Option(
      names = "--draw",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many test images to draw. Default: 1.")
  int draw;

  @Option(
      names = "--from",
      paramLabel = "I",
      defaultValue = "0",
      description = "The first test image to draw. Default: 0.")
  int from;

  @Option(
      names = "--shift",
      paramLabel = "none|invert",
      defaultValue = "none",
      description = "Draw what is adapted to: half of the images inverted. Default: none.")
  String shift;

  @Override
  public Integer call() throws Exception {
    require(data.isEmpty() || !data.get().toString().isBlank(), "--data", "empty", "a path");
    require(Shift.named(shift).isPresent(), "--shift", shift, Shift.names());
    require(draw >= 0, "--draw", draw, "a whole number from 0 up");
    DataSource source = new DataSource(line -> System.err.println(line));
    DigitData digits;
    try {
      digits = Shift.named(shift).orElseThrow().of(source.load(data));
    } catch (IOException unreadable) {
      list(source.folder(data));
      throw unreadable;
    }
    list(source.folder(data));
    System.out.println("data set: " + digits.name());
    count("training", digits.train());
    count("test", digits.test());
    int count = digits.test().count();
    require(draw <= count, "--draw", draw, "a whole number from 0 to " + count);
    int most = count - draw;
    require(from >= 0 && from <= most, "--from", from, "a whole number from 0 to " + most);
    for (int i = from; i < from + draw; i++) {
      System.out.printf(
          Locale.ROOT, "%ntest image %d, labelled %d%n", i, digits.test().labels()[i]);
      System.out.print(Sketch.of(digits.test(), i));
    }
    return 0;
  }

  private static void list(Path folder) throws IOException {
    System.out.println("folder: " + folder);
    for (FolderListing.Entry entry : FolderListing.of(folder)) {
      System.out.printf(
          Locale.ROOT,
          "  %-26s %,12d bytes  %s%n",
          entry.file().map(file -> file.getFileName().toString()).orElse(entry.name()),
          entry.bytes(),
          entry.verdict());
      if (!entry.sha256().isEmpty()) {
        System.out.println("    sha256 " + entry.sha256());
      }
    }
  }

  private static void count(String part, DigitData.Digits digits) {
    long[] counts = new long[DigitData.CLASSES];
    Arrays.stream(digits.labels()).forEach(label -> counts[label]++);
    System.out.printf(
        Locale.ROOT,
        "%-8s %,7d images: %s%n",
        part,
        digits.count(),
        IntStream.range(0, counts.length)
            .mapToObj(c -> c + ": " + counts[c])
            .collect(Collectors.joining(", ")));
  }

  private void require(boolean valid, String option, Object value, String range) {
    if (!valid) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", it must be " + range);
    }
  }
}
