package dev.rankine.mnist;

import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.WidenedLinear;
import dev.rankine.lora.check.AdapterLint;
import dev.rankine.mnist.data.Shift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code feature-lora}: widens and adapts a trained base. */
@Command(
    name = "feature-lora",
    description = {
      "Widens fc1 of a trained base by the mean pixel, wraps fc1 and fc2 in LoRA, trains A, B and"
          + " the new column, and saves OUT/feature-lora.safetensors.",
      "Beside it there are OUT/feature-lora.receipt.json, OUT/feature-lora.report.html and"
          + " OUT/feature-lora-charts.",
      "The base is --base FILE, else OUT/base.safetensors, else one is trained first."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mnist-demo feature-lora --rank 8 --merge",
      "  mnist-demo feature-lora --base runs/base/base.safetensors --alpha 8"
    })
final class FeatureLoraCommand implements Callable<Integer> {
  /** What the adapted network is saved as. */
  static final String FILE = "feature-lora.safetensors";

  private static final String MERGED = "feature-lora-merged.safetensors";

  @Mixin RunOptions options;

  @Option(names = "--base", paramLabel = "FILE", description = "A base network to adapt.")
  Optional<Path> base = Optional.empty();

  @Option(names = "--rank", paramLabel = "R", defaultValue = "8", description = "Default: 8.")
  int rank;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      defaultValue = "16",
      description = "The update is scaled by A/R. Default: 16.")
  double alpha;

  @Option(
      names = "--new-column",
      paramLabel = "random|zero",
      defaultValue = "random",
      description = "How the new column of fc1 starts. Default: random.")
  String newColumn;

  @Option(
      names = "--shift",
      paramLabel = "none|invert",
      defaultValue = "none",
      description = "Adapt to images half of which are inverted. Default: none.")
  String shift;

  @Option(names = "--merge", description = "Save OUT/feature-lora-merged.safetensors as well.")
  boolean merge;

  @Option(
      names = "--no-cache",
      description = "Compute the frozen features of an image each time. The result is the same.")
  boolean noCache;

  @Override
  public Integer call() throws Exception {
    options.check();
    options.notEmpty("--base", base);
    options.rank(rank);
    options.alpha(alpha);
    options.require(newColumn.matches("random|zero"), "--new-column", newColumn, "random or zero");
    options.shift(shift);
    Path source = base.orElse(options.out.resolve(BaseCommand.FILE));
    options.checkFiles(Optional.of(source), merge ? List.of(FILE, MERGED) : List.of(FILE));
    Run run = Run.start("feature-lora", options, System.out);
    WidenedLinear.Start start =
        newColumn.equals("zero") ? WidenedLinear.Start.ZERO : WidenedLinear.Start.RANDOM;
    BaseNet adapted = base(run, source);
    run.shift(Shift.named(shift).orElseThrow());
    FeatureLoraNet model =
        FeatureLoraNet.of(
            adapted, new LoraConfig(rank, alpha), start, run.random(Run.ADAPTER_VALUES));
    AdapterLint.of(model, List.of(model.fc1(), model.fc2()), model.base().parameters())
        .findings()
        .forEach(finding -> run.progress.say("Note: " + finding));
    String stage = "feature-lora";
    run.describe("alpha %s, new column %s".formatted(alpha, newColumn));
    List<EpochResult> epochs =
        noCache
            ? run.train(stage, model, Run.ADAPTER_DATA_ORDER)
            : run.train(stage, model, model.inputs(), model.head());
    run.save(model.tensors(), Map.of(SavedNet.ALPHA, String.valueOf(alpha)), run.file(FILE));
    if (merge) {
      run.save(model.mergedTensors(), run.file(MERGED));
    }
    run.finished(stage);
    run.report(model, epochs, model.tensors());
    return 0;
  }

  private BaseNet base(Run run, Path file) throws IOException, StoppedException {
    if (base.isPresent() || Files.exists(file)) {
      run.progress.say("Base: " + file);
      BaseNet model = load(run, file);
      run.adapts(model, file, Optional.empty());
      return model;
    }
    run.progress.say("No base network at " + file + ": training one first");
    BaseNet model = run.newBase();
    List<EpochResult> epochs = run.train("base", model, Run.DATA_ORDER);
    run.save(Run.tensors(model), file);
    run.finished("base");
    run.adapts(model, file, Optional.of(epochs));
    return model;
  }

  private static BaseNet load(Run run, Path file) throws IOException {
    try {
      Safetensors stored = Safetensors.read(file, run.backend);
      Optional<String> broken = Run.notFinite(stored.tensors());
      if (broken.isPresent()) {
        throw new FormatException(
            file, "tensor " + broken.get() + " is not finite; the run that saved it diverged");
      }
      Parameters parameters = Parameters.load(run.backend, stored.tensors());
      BaseNet model = BaseNet.of(parameters);
      parameters.requireAllUsed();
      return model;
    } catch (IllegalArgumentException unfit) {
      throw new FormatException(file, "it is not a base network: " + unfit.getMessage());
    }
  }
}
