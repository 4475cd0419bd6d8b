package dev.rankine.mnist;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.data.FrozenPrefix;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Philox;
import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.data.DrawnDigits;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code variants}: ways to adapt a network that knows drawn digits to written ones. */
@Command(
    name = "variants",
    description = {
      "Trains a base on digits that the program draws, then adapts fc1 and fc2 to the data in each"
          + " way that there is, and prints a table in Markdown. Nothing is saved."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mnist-demo variants --seeds 3 --epochs 1"})
final class VariantsCommand implements Callable<Integer> {
  private static final List<String> OF_RUNS_THAT_SAVE =
      List.of("--resume", "--checkpoint-every", "--stop-after", "--json", "--out");

  @Mixin RunOptions options;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often all is done, with seeds from --seed on. Default: 3.")
  int seeds;

  @Override
  public Integer call() throws Exception {
    options.check();
    options.atLeastOne("--seeds", seeds);
    for (String option : OF_RUNS_THAT_SAVE) {
      boolean given = options.spec.commandLine().getParseResult().hasMatchedOption(option);
      options.require(!given, option, "given", "left out of variants, which saves nothing");
    }
    Run run = Run.start("variants", options, System.out);
    DigitData drawn = DrawnDigits.draw();
    Trainer source =
        new Trainer(
            run.backend,
            Examples.on(run.backend, drawn.train()),
            Examples.on(run.backend, drawn.test()),
            run.progress);
    VariantTable table = new VariantTable();
    for (int i = 0; i < seeds; i++) {
      train(run, source, options.seed + i, table);
    }
    System.out.print(table.markdown());
    return 0;
  }

  private void train(Run run, Trainer source, long seed, VariantTable table) throws Exception {
    BaseNet base =
        BaseNet.of(Parameters.initialise(run.backend, new Philox(seed, Run.INITIAL_VALUES)));
    source.run(base, plan(seed, Run.DATA_ORDER));
    run.progress.say(
        String.format(
            Locale.ROOT, "Seed %d: %.2f %% before", seed, 100 * run.trainer.accuracy(base)));
    base.parameters().forEach(Parameter::freeze);
    Trainer features =
        run.trainer.on(
            FrozenPrefix.of(base.conv(), run.trainer.train().inputs()),
            FrozenPrefix.of(base.conv(), run.trainer.test().inputs()));
    for (Variant variant : Variant.all()) {
      HeadNet head = HeadNet.copyOf(base);
      table.train(
          variant,
          head,
          features,
          plan(seed, Run.ADAPTER_DATA_ORDER),
          new Philox(seed, Run.ADAPTER_VALUES));
      run.progress.say("Seed " + seed + ": " + variant.name() + " done");
    }
  }

  private Trainer.Plan plan(long seed, int purpose) {
    return new Trainer.Plan(options.epochs, options.batch, options.rate, new Philox(seed, purpose));
  }
}
