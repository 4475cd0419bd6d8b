package dev.rankine.mnist;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code base}: trains the network from scratch. */
@Command(
    name = "base",
    description = {
      "Trains the small CNN from scratch: OUT/base.safetensors.",
      "Beside it there are OUT/base.receipt.json, OUT/base.report.html and OUT/base-charts."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mnist-demo base --epochs 5 --seed 2",
      "  mnist-demo base --data ~/mnist --out runs/base --json base.json"
    })
final class BaseCommand implements Callable<Integer> {
  /** What the trained network is saved as. */
  static final String FILE = "base.safetensors";

  @Mixin RunOptions options;

  @Override
  public Integer call() throws Exception {
    options.check();
    options.checkFiles(Optional.empty(), List.of(FILE));
    Run run = Run.start("base", options, System.out);
    BaseNet model = run.newBase();
    List<EpochResult> epochs = run.train("base", model, Run.DATA_ORDER);
    run.save(Run.tensors(model), run.file(FILE));
    run.finished("base");
    run.report(model, epochs, Run.tensors(model));
    return 0;
  }
}
