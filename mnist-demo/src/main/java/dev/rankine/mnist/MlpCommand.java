package dev.rankine.mnist;

import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.engine.io.Safetensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mlp}: a plain network of two layers, trained, saved, loaded and evaluated. */
@Command(
    name = "mlp",
    description = {
      "Trains Linear(784, 256), ReLU, Linear(256, 10) on pixels in -1 ... 1, saves"
          + " OUT/mlp.safetensors, loads it again and evaluates that in batches of 1,000."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mnist-demo mlp", "  mnist-demo mlp --epochs 3 --out runs/mlp"})
final class MlpCommand implements Callable<Integer> {
  /** What the trained network is saved as. */
  static final String FILE = "mlp.safetensors";

  private static final int EPOCHS = 10;
  private static final int TEST_BATCH = 1_000;

  @Mixin RunOptions options;

  /** The network, 203,530 parameters: (B, 1, 28, 28) to (B, 10). */
  static Layer net(Parameters parameters) {
    return Sequential.of(
        new Flatten(),
        Linear.of(parameters.at("fc1"), 784, 256),
        new Relu(),
        Linear.of(parameters.at("fc2"), 256, BaseNet.CLASSES));
  }

  @Override
  public Integer call() throws Exception {
    if (!options.spec.commandLine().getParseResult().hasMatchedOption("--epochs")) {
      options.epochs = EPOCHS;
    }
    options.check();
    options.checkFiles(Optional.empty(), List.of(FILE));
    Run run = Run.start("mlp", options, System.out);
    run.normalise(0.5, 0.5);
    Layer model = net(Parameters.initialise(run.backend, run.random(Run.INITIAL_VALUES)));
    List<EpochResult> epochs = run.train("mlp", model, Run.DATA_ORDER);
    Path file = run.file(FILE);
    run.save(Run.tensors(model), file);
    run.finished("mlp");
    Parameters stored = Parameters.load(run.backend, Safetensors.read(file, run.backend).tensors());
    Layer loaded = net(stored);
    stored.requireAllUsed();
    double accuracy = run.accuracy(loaded, TEST_BATCH);
    run.progress.say(
        String.format(Locale.ROOT, "Loaded %s: test accuracy %.2f %%", file, 100 * accuracy));
    run.report(loaded, epochs, Run.tensors(loaded));
    return 0;
  }
}
