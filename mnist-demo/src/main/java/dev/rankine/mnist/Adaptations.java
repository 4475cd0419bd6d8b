package dev.rankine.mnist;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.data.FrozenPrefix;
import dev.rankine.autograd.metrics.ConfusionMatrix;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.io.TensorHash;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.WidenedLinear;
import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.data.Shift;
import dev.rankine.mnist.study.Outcome;

/**
 * Trains the networks that are compared: a base on the data as they are, and what becomes of it on
 * the shifted data. One seed gives each of them the streams that the commands give it: the same
 * initial values, the same order of the data.
 */
final class Adaptations {
  private static final int BATCH = 64;

  private final Backend backend;
  private final Examples train;
  private final Examples test;
  private final Trainer shifted;
  private final int epochs;
  private final int batch;
  private final double rate;

  /**
   * On these data.
   *
   * @param rate Adam's, of the base and of full fine-tuning
   */
  Adaptations(Backend backend, DigitData data, Shift shift, int epochs, int batch, double rate) {
    this.backend = backend;
    this.epochs = epochs;
    this.batch = batch;
    this.rate = rate;
    this.train = Examples.on(backend, data.train());
    this.test = Examples.on(backend, data.test());
    DigitData other = shift.of(data);
    this.shifted =
        new Trainer(
            backend,
            Examples.on(backend, other.train()),
            Examples.on(backend, other.test()),
            new Progress.Quiet());
  }

  /** A base as the command of that name trains it. */
  BaseNet base(long seed) {
    BaseNet model =
        BaseNet.of(Parameters.initialise(backend, new Philox(seed, Run.INITIAL_VALUES)));
    new Trainer(backend, train, test, new Progress.Quiet())
        .run(model, plan(seed, Run.DATA_ORDER, rate));
    return model;
  }

  /** The base on the shifted data, not adapted. */
  Outcome unadapted(BaseNet base, long seed) {
    return outcome("base", seed, base, base, shifted, 0);
  }

  /** A copy of the base, all of whose parameters train on. */
  Outcome full(BaseNet base, long seed) {
    BaseNet model = BaseNet.of(Parameters.load(backend, Run.tensors(base)));
    long start = System.nanoTime();
    shifted.run(model, plan(seed, Run.ADAPTER_DATA_ORDER, rate));
    return outcome("full fine-tuning", seed, model, model, shifted, start);
  }

  /** LoRA without the feature. */
  Outcome lora(BaseNet base, long seed, LoraConfig config) {
    LoraNet model = LoraNet.of(base, config, new Philox(seed, Run.ADAPTER_VALUES));
    long start = System.nanoTime();
    Trainer trainer = frozen(model.inputs());
    trainer.run(model.head(), plan(seed, Run.ADAPTER_DATA_ORDER, rate));
    return outcome("LoRA", seed, model, model.head(), trainer, start);
  }

  /** As the command {@code feature-lora} adapts it. */
  Outcome featureLora(BaseNet base, long seed, LoraConfig config, WidenedLinear.Start column) {
    FeatureLoraNet model = featureNet(base, seed, config, column);
    return featureLora(model, seed, rate, frozen(model.inputs()));
  }

  /** A network that {@link #featureLora(FeatureLoraNet, long, double, Trainer)} takes. */
  FeatureLoraNet featureNet(
      BaseNet base, long seed, LoraConfig config, WidenedLinear.Start column) {
    return FeatureLoraNet.of(base, config, column, new Philox(seed, Run.ADAPTER_VALUES));
  }

  /**
   * Trains what is behind the inputs.
   *
   * @param inputs from {@link #frozen}, for this network or another one on the same base
   */
  Outcome featureLora(FeatureLoraNet model, long seed, double adapterRate, Trainer inputs) {
    long start = System.nanoTime();
    inputs.run(model.head(), plan(seed, Run.ADAPTER_DATA_ORDER, adapterRate));
    return outcome("feature-lora", seed, model, model.head(), inputs, start);
  }

  /** A trainer on what frozen inputs compute of the shifted data. */
  Trainer frozen(Layer inputs) {
    long bound = FrozenPrefix.defaultBound();
    FrozenPrefix images = FrozenPrefix.of(inputs, shifted.train().inputs(), bound);
    long left = Math.max(0, bound - (images.cached() ? images.bytes() : 0));
    return shifted.on(images, FrozenPrefix.of(inputs, shifted.test().inputs(), left));
  }

  private Trainer.Plan plan(long seed, int order, double adam) {
    return new Trainer.Plan(epochs, batch, adam, new Philox(seed, order));
  }

  private Outcome outcome(
      String name, long seed, Layer model, Layer rest, Trainer trainer, long start) {
    return new Outcome(
        name,
        seed,
        confusion(rest, trainer.test()),
        start == 0
            ? 0
            : (int)
                model.parameters().stream()
                    .filter(Parameter::trainable)
                    .mapToLong(parameter -> parameter.shape().size())
                    .sum(),
        TensorHash.sha256(model instanceof FeatureLoraNet net ? net.tensors() : Run.tensors(model)),
        start == 0 ? 0 : (System.nanoTime() - start) * 1e-9);
  }

  private ConfusionMatrix confusion(Layer model, Examples examples) {
    ConfusionMatrix matrix = new ConfusionMatrix(DigitData.CLASSES);
    for (Indices rows : Batches.inOrder(examples.count(), BATCH).on(backend)) {
      try (Tape tape = Tape.none(backend)) {
        Examples.Batch part = examples.gather(tape, rows);
        matrix.addLogits(part.labels(), model.forward(tape, tape.constant(part.inputs())).value());
      }
    }
    return matrix;
  }
}
