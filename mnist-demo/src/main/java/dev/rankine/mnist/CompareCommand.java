package dev.rankine.mnist;

import dev.rankine.engine.io.AtomicFile;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.WidenedLinear;
import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.study.Comparison;
import dev.rankine.mnist.study.ComparisonFiles;
import dev.rankine.mnist.study.ComparisonText;
import dev.rankine.mnist.study.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code compare}: what adapting is worth, and the feature in it. */
@Command(
    name = "compare",
    description = {
      "Trains a base for each seed; adapts it in full, with LoRA, and with LoRA and the feature; and"
          + " says what the differences are, paired by seed.",
      "Saves OUT/compare.json and OUT/compare.csv."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mnist-demo compare --seeds 5",
      "  mnist-demo compare --seeds 5 --shift invert --confusion"
    })
final class CompareCommand implements Callable<Integer> {
  private static final String JSON = "compare.json";
  private static final String CSV = "compare.csv";

  @Mixin StudyOptions options;

  @Option(names = "--rank", paramLabel = "R", defaultValue = "8", description = "Default: 8.")
  int rank;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      defaultValue = "16",
      description = "Updates are scaled by A/R. Default: 16.")
  double alpha;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      defaultValue = "0.001",
      description = "Adam's learning rate. Default: 0.001.")
  double rate;

  @Option(names = "--confusion", description = "Print the confusion matrices as well.")
  boolean confusion;

  @Override
  public Integer call() throws Exception {
    options.check();
    options.rank(rank);
    options.alpha(alpha);
    options.rate(rate);
    Path json = options.out.resolve(JSON);
    Path csv = options.out.resolve(CSV);
    AtomicFile.requireWritable(json);
    AtomicFile.requireWritable(csv);
    OutLock.hold(options.out);
    DigitData data = options.digits();
    Adaptations adaptations = options.adaptations(data, rate);
    List<Outcome> outcomes = new ArrayList<>();
    for (long seed : options.allSeeds()) {
      adaptAll(adaptations, seed, outcomes);
    }
    Comparison comparison = new Comparison(outcomes);
    ComparisonText text = new ComparisonText(comparison);
    System.out.printf("%nOn %s, shift %s:%n%n", data.name(), options.shift);
    System.out.println(text.text());
    if (confusion) {
      System.out.println(text.confusions());
    }
    ComparisonFiles files = new ComparisonFiles(comparison, settings(data));
    files.writeJson(json);
    files.writeCsv(csv);
    options.say("Saved " + json + " and " + csv);
    return 0;
  }

  private void adaptAll(Adaptations adaptations, long seed, List<Outcome> outcomes) {
    LoraConfig config = new LoraConfig(rank, alpha);
    BaseNet base = adaptations.base(seed);
    keep(adaptations.unadapted(base, seed), outcomes);
    keep(adaptations.full(base, seed), outcomes);
    keep(adaptations.lora(base, seed, config), outcomes);
    keep(adaptations.featureLora(base, seed, config, WidenedLinear.Start.RANDOM), outcomes);
  }

  private void keep(Outcome outcome, List<Outcome> outcomes) {
    outcomes.add(outcome);
    options.say(
        String.format(
            Locale.ROOT,
            "seed %d  %-16s  test %.2f %%  %.1f s",
            outcome.seed(),
            outcome.name(),
            100 * outcome.accuracy(),
            outcome.seconds()));
  }

  private Map<String, String> settings(DigitData data) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("dataset", data.name());
    settings.put("shift", options.shift);
    settings.put("seeds", "1 to " + options.seeds);
    settings.put("epochs", String.valueOf(options.epochs));
    settings.put("batch", String.valueOf(options.batch));
    settings.put("lr", String.valueOf(rate));
    settings.put("rank", String.valueOf(rank));
    settings.put("alpha", String.valueOf(alpha));
    return settings;
  }
}
