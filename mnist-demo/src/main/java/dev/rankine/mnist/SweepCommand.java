package dev.rankine.mnist;

import dev.rankine.engine.Backend;
import dev.rankine.engine.io.AtomicFile;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.WidenedLinear;
import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.receipt.DataHashes;
import dev.rankine.mnist.study.GridPoint;
import dev.rankine.mnist.study.Outcome;
import dev.rankine.mnist.study.SweepChart;
import dev.rankine.mnist.study.SweepFile;
import dev.rankine.mnist.study.SweepTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sweep}: a grid of settings, trained side by side. */
@Command(
    name = "sweep",
    description = {
      "Adapts a base for each seed with every rank, alpha and rate, as many at a time as there are"
          + " threads, one thread each.",
      "OUT/sweep.csv has a line for each finished training; started again, those are kept. At the"
          + " end there are a table and OUT/sweep.png, accuracy against trained parameters."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mnist-demo sweep --rank 1,2,4,8,16 --alpha 16 --seeds 3",
      "  mnist-demo sweep --rank 4,8 --alpha 8,16 --lr 0.0005,0.001,0.002 --shift invert"
    })
final class SweepCommand implements Callable<Integer> {
  private static final String CSV = "sweep.csv";
  private static final String PNG = "sweep.png";

  /** Of the bases, whatever the adapters have. */
  private static final double BASE_RATE = 1e-3;

  @Mixin StudyOptions options;

  @Option(
      names = "--rank",
      paramLabel = "R",
      split = ",",
      defaultValue = "2,8,32",
      description = "Ranks. Default: 2,8,32.")
  List<Integer> ranks;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      split = ",",
      defaultValue = "16",
      description = "Updates are scaled by A/R. Default: 16.")
  List<Double> alphas;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      split = ",",
      defaultValue = "0.001",
      description = "Adam's learning rates; the bases are trained with 0.001. Default: 0.001.")
  List<Double> rates;

  @Override
  public Integer call() throws Exception {
    options.check();
    oneOrMore("--rank", ranks);
    oneOrMore("--alpha", alphas);
    oneOrMore("--lr", rates);
    ranks.forEach(options::rank);
    alphas.forEach(options::alpha);
    rates.forEach(options::rate);
    Path chart = options.out.resolve(PNG);
    AtomicFile.requireWritable(chart);
    OutLock.hold(options.out);
    DigitData data = options.digits();
    SweepFile file = SweepFile.open(options.out.resolve(CSV), task(data));
    List<GridPoint> settings = settings();
    Adaptations adaptations = options.adaptations(data, BASE_RATE);
    for (long seed : options.allSeeds()) {
      List<GridPoint> open =
          settings.stream()
              .map(setting -> new GridPoint(seed, setting.rank(), setting.alpha(), setting.rate()))
              .filter(point -> !file.has(point))
              .toList();
      options.say("seed " + seed + ": " + open.size() + " of " + settings.size() + " to train");
      if (!open.isEmpty()) {
        train(adaptations, seed, open, file);
      }
    }
    SweepTable table = SweepTable.of(settings, options.allSeeds(), file);
    System.out.printf("%n%s%n", table.text());
    draw(table, chart);
    return 0;
  }

  /** A comma alone is an empty list. */
  private void oneOrMore(String option, List<? extends Number> values) {
    options.require(!values.isEmpty(), option, "empty", "one number or more");
  }

  /** What the results depend on beside the grid. */
  private String task(DigitData data) {
    return String.format(
        Locale.ROOT,
        "%s (%.16s), shift %s, %d epochs, batch %d",
        data.name(),
        DataHashes.all(data),
        options.shift,
        options.epochs,
        options.batch);
  }

  private List<GridPoint> settings() {
    List<GridPoint> settings = new ArrayList<>();
    for (int rank : ranks.stream().distinct().toList()) {
      for (double alpha : alphas.stream().distinct().toList()) {
        rates.stream()
            .distinct()
            .forEach(rate -> settings.add(new GridPoint(0, rank, alpha, rate)));
      }
    }
    return settings;
  }

  /** All threads train the base; then each trains an adapter on features that all share. */
  private void train(Adaptations adaptations, long seed, List<GridPoint> points, SweepFile file)
      throws IOException, InterruptedException {
    Backend backend = Backend.cpu();
    BaseNet base = adaptations.base(seed);
    double accuracy = adaptations.unadapted(base, seed).accuracy();
    options.say(
        String.format(
            Locale.ROOT, "seed %d  the base, not adapted  test %.2f %%", seed, 100 * accuracy));
    Trainer inputs = adaptations.frozen(network(adaptations, base, points.getFirst()).inputs());
    backend.limitThreads(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(options.threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (GridPoint point : points) {
        running.add(
            threads.submit(
                () -> {
                  FeatureLoraNet model = network(adaptations, base, point);
                  finished(point, adaptations.featureLora(model, seed, point.rate(), inputs), file);
                  return null;
                }));
      }
      await(running, threads);
    } finally {
      backend.limitThreads(options.threads);
    }
  }

  /** Waits for all; where one fails, those that wait behind it are not begun. */
  private static void await(List<Future<?>> running, ExecutorService threads)
      throws IOException, InterruptedException {
    try {
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException failed) {
      threads.shutdownNow();
      switch (failed.getCause()) {
        case IOException file -> throw file;
        case RuntimeException bug -> throw bug;
        case Error serious -> throw serious;
        default -> throw new IllegalStateException(failed.getCause());
      }
    }
  }

  private static FeatureLoraNet network(Adaptations adaptations, BaseNet base, GridPoint point) {
    LoraConfig config = new LoraConfig(point.rank(), point.alpha());
    return adaptations.featureNet(base, point.seed(), config, WidenedLinear.Start.RANDOM);
  }

  private void finished(GridPoint point, Outcome outcome, SweepFile file) throws IOException {
    file.add(
        point,
        new SweepFile.Result(
            outcome.trainable(), outcome.accuracy(), outcome.seconds(), outcome.weightsSha256()));
    options.say(
        String.format(
            Locale.ROOT,
            "seed %d  rank %d  alpha %s  rate %s  test %.2f %%  %.1f s",
            point.seed(),
            point.rank(),
            point.alpha(),
            point.rate(),
            100 * outcome.accuracy(),
            outcome.seconds()));
  }

  private void draw(SweepTable table, Path chart) throws IOException {
    try {
      SweepChart.write(table, chart);
      options.say("Saved " + options.out.resolve(CSV) + " and " + chart);
    } catch (LinkageError | InternalError undrawable) {
      options.say("No chart, this Java cannot draw: " + undrawable);
    }
  }
}
