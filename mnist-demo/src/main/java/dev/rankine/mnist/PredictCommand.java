package dev.rankine.mnist;

import dev.rankine.engine.Backend;
import dev.rankine.engine.io.FormatException;
import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.predict.Centred;
import dev.rankine.mnist.predict.GreyImage;
import dev.rankine.mnist.predict.Sight;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code predict}: which digit a picture shows. */
@Command(
    name = "predict",
    description = {
      "Says which digit a PNG or JPEG picture shows: one digit of any size, dark on light or light"
          + " on dark, on a plain background.",
      "Shows the 28×28 pixels that the networks see and their probabilities, base and adapted side"
          + " by side where both are there."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mnist-demo predict seven.png",
      "  mnist-demo predict --base other/base.safetensors photos/*.jpg"
    })
final class PredictCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "PNG or JPEG pictures.")
  List<Path> files;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "rankine-out",
      description = "Where runs saved their networks. Default: rankine-out.")
  Path out;

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description = "A base network. Default: OUT/base.safetensors, if it is there.")
  Optional<Path> base = Optional.empty();

  @Option(
      names = "--adapted",
      paramLabel = "FILE",
      description = "An adapted one. Default: OUT/feature-lora.safetensors, if it is there.")
  Optional<Path> adapted = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Backend backend = Backend.cpu();
    List<SavedNet> nets = new ArrayList<>();
    add(nets, "base", base, BaseCommand.FILE, backend);
    add(nets, "feature-lora", adapted, FeatureLoraCommand.FILE, backend);
    if (nets.isEmpty()) {
      throw new FormatException(
          out, "there is no trained network; run base first, or name one with --base");
    }
    Sight sight = Sight.of(System.out.charset(), colours());
    for (Path file : files) {
      show(file, sight, nets, backend);
    }
    return 0;
  }

  private void add(
      List<SavedNet> nets, String name, Optional<Path> named, String usual, Backend backend)
      throws IOException {
    Path file = named.orElse(out.resolve(usual));
    boolean othersNamed = base.isPresent() || adapted.isPresent();
    if (named.isPresent() || !othersNamed && Files.exists(file)) {
      nets.add(SavedNet.read(name, file, backend));
    }
  }

  /** Whether a person looks on who has not asked for none (no-color.org). */
  private static boolean colours() {
    return System.console() != null
        && System.console().isTerminal()
        && System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(System.getenv("TERM"));
  }

  private static void show(Path file, Sight sight, List<SavedNet> nets, Backend backend)
      throws IOException {
    byte[] pixels;
    try {
      pixels = Centred.of(GreyImage.read(file));
    } catch (IllegalArgumentException blank) {
      throw new FormatException(file, blank.getMessage());
    }
    List<List<String>> columns = new ArrayList<>(List.of(sight.image(pixels)));
    for (SavedNet net : nets) {
      columns.add(column(net.name(), net.answer(pixels, backend), sight));
    }
    PrintStream out = System.out;
    out.println(file);
    for (int i = 0; i < columns.getFirst().size(); i++) {
      StringBuilder line = new StringBuilder();
      for (List<String> column : columns) {
        line.append(i < column.size() ? column.get(i) : "").append("   ");
      }
      out.println(line.toString().stripTrailing());
    }
    out.println();
  }

  private static List<String> column(String name, double[] probabilities, Sight sight) {
    int answer = Probabilities.likeliest(probabilities);
    List<String> lines = new ArrayList<>();
    lines.add(String.format("%-26s", name + ": " + answer));
    lines.add(" ".repeat(26));
    for (int digit = 0; digit < DigitData.CLASSES; digit++) {
      lines.add(digit + " " + sight.bar(probabilities[digit]));
    }
    return lines;
  }
}
