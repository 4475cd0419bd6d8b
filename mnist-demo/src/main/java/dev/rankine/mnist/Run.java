package dev.rankine.mnist;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.data.FrozenPrefix;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.train.Training;
import dev.rankine.engine.Backend;
import dev.rankine.engine.DeviceUse;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.engine.io.TensorHash;
import dev.rankine.mnist.data.DataSource;
import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.data.Shift;
import dev.rankine.mnist.receipt.DataHashes;
import dev.rankine.mnist.receipt.Machine;
import dev.rankine.mnist.receipt.Receipt;
import dev.rankine.mnist.report.ChartFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What both commands do: load the data, train, save, report. */
final class Run {
  /** One random stream for each purpose. */
  static final int INITIAL_VALUES = 1;

  static final int DATA_ORDER = 2;
  static final int ADAPTER_VALUES = 3;
  static final int ADAPTER_DATA_ORDER = 4;

  private final String command;
  private final RunOptions options;
  private final PrintStream out;
  final Progress progress;
  private final Curve curve;
  final Backend backend;
  private DigitData data;
  Trainer trainer;
  private Optional<Receipt.Base> base = Optional.empty();
  private String described = "";

  private Run(String command, RunOptions options, PrintStream out) throws IOException {
    this.command = command;
    this.options = options;
    this.out = out;
    this.curve = new Curve(Progress.of(out, options.quiet));
    this.progress = curve;
    this.backend = Backend.named(options.backend);
    backend.limitThreads(options.threads);
    progress.say(
        String.format(
            Locale.ROOT,
            "Rankine on JDK %s, %s kernels, %d-bit vectors, %d thread%s",
            Runtime.version().feature(),
            backend.kernels(),
            backend.vectorBits(),
            options.threads,
            options.threads == 1 ? "" : "s"));
    this.data = new DataSource(line -> System.err.println(line)).load(options.data);
    Examples train = Examples.on(backend, data.train());
    Examples test = Examples.on(backend, data.test());
    this.trainer = new Trainer(backend, train, test, progress);
    progress.say(
        String.format(
            Locale.ROOT, "Data: %s, %,d + %,d images", data.name(), train.count(), test.count()));
  }

  static Run start(String command, RunOptions options, PrintStream out) throws IOException {
    return new Run(command, options, out);
  }

  /** From now on the run is one on shifted data; what it trained before is not. */
  void shift(Shift shift) {
    if (shift != Shift.NONE) {
      data = shift.of(data);
      trainer =
          new Trainer(
              backend,
              Examples.on(backend, data.train()),
              Examples.on(backend, data.test()),
              progress);
      progress.say("Data from here on: " + data.name());
    }
  }

  /** A random stream of this run's seed. */
  Philox random(int purpose) {
    return new Philox(options.seed, purpose);
  }

  /** A file in the output folder. */
  Path file(String name) {
    return options.out.resolve(name);
  }

  /** A new base network. */
  BaseNet newBase() {
    return BaseNet.of(Parameters.initialise(backend, random(INITIAL_VALUES)));
  }

  /** From now on, models get pixels minus a mean, divided by a standard deviation. */
  void normalise(double mean, double deviation) {
    trainer =
        trainer.on(
            new Normalized(trainer.train().inputs(), mean, deviation),
            new Normalized(trainer.test().inputs(), mean, deviation));
  }

  /** What the result of later trainings depends on, beside what all runs have. */
  void describe(String options) {
    described = options;
  }

  /**
   * Trains a model, or goes on with it.
   *
   * @param stage the name of its checkpoint
   * @throws StoppedException if it was stopped, after it was saved
   */
  List<EpochResult> train(String stage, Layer model, int orderPurpose)
      throws IOException, StoppedException {
    announce(model);
    return train(stage, trainer.training(model, model, plan(orderPurpose)));
  }

  private List<EpochResult> train(String stage, Training training)
      throws IOException, StoppedException {
    return Trainer.results(stage(stage).run(training));
  }

  private Stage stage(String name) {
    String identity = "%s on %s%s".formatted(name, data.name(), described.isEmpty() ? "" : ", ");
    return new Stage(name, identity + described, options, progress);
  }

  /** The result of a training is saved: its checkpoint is needed no more. */
  void finished(String stage) throws IOException {
    stage(stage).finished();
  }

  /** The fraction of the test images that a model classifies correctly. */
  double accuracy(Layer model, int batch) {
    return trainer.accuracy(model, batch);
  }

  /**
   * Trains the rest of a model on what its frozen inputs compute, once, of each image; or the whole
   * model, where that would take too much memory.
   */
  List<EpochResult> train(String stage, Layer model, Layer inputs, Layer rest)
      throws IOException, StoppedException {
    announce(model);
    long start = System.nanoTime();
    long bound = FrozenPrefix.defaultBound();
    FrozenPrefix train = FrozenPrefix.of(inputs, trainer.train().inputs(), bound);
    if (!train.cached()) {
      return train(stage, trainer.training(model, model, plan(ADAPTER_DATA_ORDER)));
    }
    FrozenPrefix test = FrozenPrefix.of(inputs, trainer.test().inputs(), bound - train.bytes());
    progress.say(
        String.format(
            Locale.ROOT,
            "Computed %,d frozen features of %,d images once: %.2f s, %,d MB",
            train.features(),
            train.count() + test.count(),
            (System.nanoTime() - start) * 1e-9,
            (train.bytes() + test.bytes()) / 1_000_000));
    Trainer cached = trainer.on(train, test);
    return train(stage, cached.training(model, rest, plan(ADAPTER_DATA_ORDER)));
  }

  private void announce(Layer model) {
    Receipt.Counts counts = counts(model);
    progress.say(
        String.format(
            Locale.ROOT, "Training %,d of %,d parameters", counts.trainable(), counts.total()));
  }

  private Trainer.Plan plan(int orderPurpose) {
    return new Trainer.Plan(options.epochs, options.batch, options.rate, random(orderPurpose));
  }

  /** The name of a tensor that holds NaN or infinite values, if there is one. */
  static Optional<String> notFinite(Map<String, Tensor> tensors) {
    return tensors.keySet().stream()
        .filter(name -> !Arrays.stream(tensors.get(name).toDoubles()).allMatch(Double::isFinite))
        .findFirst();
  }

  /**
   * Saves tensors and says so.
   *
   * @throws ArithmeticException if one holds NaN or infinite values; nothing is written then
   */
  void save(Map<String, Tensor> tensors, Path file) throws IOException {
    save(tensors, Map.of(), file);
  }

  /** As {@link #save(Map, Path)}, with more that the file says about itself. */
  void save(Map<String, Tensor> tensors, Map<String, String> about, Path file) throws IOException {
    Optional<String> broken = notFinite(tensors);
    if (broken.isPresent()) {
      throw new ArithmeticException(
          file
              + ": not written, the training diverged and "
              + broken.get()
              + " is not finite; choose a smaller --lr or --alpha");
    }
    Map<String, String> metadata = new TreeMap<>(about);
    metadata.put("format", "pt");
    new Safetensors(tensors, metadata).write(file);
    progress.say("Saved " + file);
  }

  /**
   * Notes the network that this run adapts.
   *
   * @param trained the epochs of its training, if this run trained it
   */
  void adapts(BaseNet model, Path file, Optional<List<EpochResult>> trained) {
    base =
        Optional.of(
            new Receipt.Base(
                file.toAbsolutePath().normalize().toString(),
                TensorHash.sha256(tensors(model)),
                trained.map(RunReport::epochs)));
  }

  /** Writes the receipt and prints the last line. */
  void report(Layer model, List<EpochResult> epochs, Map<String, Tensor> saved) throws IOException {
    if (!options.noReport) {
      ChartFiles.prepare();
    }
    Receipt receipt = receipt(model, epochs, saved);
    RunReport.write(receipt, options);
    if (!options.noReport) {
      RunReport.show(
          Afterwards.look(model, trainer.test(), data.test(), curve.points(), receipt),
          options.out,
          progress);
    }
    receipt
        .peakBytes()
        .ifPresent(bytes -> progress.say("Peak memory " + bytes / 1_000_000 + " MB"));
    backend.deviceUse().ifPresent(use -> progress.say(line(use)));
    out.printf(
        Locale.ROOT,
        "%s: test accuracy %.2f %% on %s, %.1f s, weights sha256 %s%n",
        command,
        100 * receipt.testAccuracy(),
        receipt.dataset(),
        receipt.totalSeconds(),
        receipt.weightsSha256());
  }

  private static String line(DeviceUse use) {
    return String.format(
        Locale.ROOT,
        "Device memory %d MB; %,d MB to the device in %,d copies, %,d MB back in %,d",
        use.mostMemory() / 1_000_000,
        use.uploadedBytes() / 1_000_000,
        use.uploads(),
        use.downloadedBytes() / 1_000_000,
        use.downloads());
  }

  private Receipt receipt(Layer model, List<EpochResult> epochs, Map<String, Tensor> saved) {
    return new Receipt(
        Main.program(),
        command,
        RunReport.recorded(options.spec),
        options.seed,
        data.name(),
        DataHashes.of(data),
        base,
        Machine.of(backend, options.threads),
        counts(model),
        RunReport.epochs(epochs),
        epochs.getLast().testAccuracy(),
        TensorHash.sha256(saved),
        secondsSinceStart(),
        PeakMemory.bytes());
  }

  static Map<String, Tensor> tensors(Layer model) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model.parameters().forEach(parameter -> tensors.put(parameter.name(), parameter.tensor()));
    return tensors;
  }

  static Receipt.Counts counts(Layer model) {
    int total = 0;
    int trainable = 0;
    for (Parameter parameter : model.parameters()) {
      total += parameter.shape().size();
      trainable += parameter.trainable() ? parameter.shape().size() : 0;
    }
    return new Receipt.Counts(total, trainable);
  }

  private static double secondsSinceStart() {
    long start =
        Long.getLong("rankine.start.millis", ManagementFactory.getRuntimeMXBean().getStartTime());
    return (System.currentTimeMillis() - start) * 1e-3;
  }
}
