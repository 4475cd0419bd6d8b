package dev.rankine.lora.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.config.InitLoraWeights;
import dev.rankine.lora.config.TargetModules;
import dev.rankine.lora.model.AdaptedModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each update against central differences, and its two forms, added and ΔW, against each other. */
class UpdateGradientTest {
  private static final Backend BACKEND = GradientCheck.backend();

  private static Base linear(int in, int out, long seed) {
    Parameters source = Parameters.initialise(BACKEND, new Philox(seed, 0));
    Linear layer = Linear.of(source.at("fc"), in, out);
    layer.parameters().forEach(Parameter::freeze);
    return Bases.of(layer).orElseThrow();
  }

  private static Base conv(int in, int out, int stride, int padding, long seed) {
    Parameters source = Parameters.initialise(BACKEND, new Philox(seed, 0));
    Conv2dGeometry.Window window = new Conv2dGeometry.Window(stride, padding, 1);
    Conv2d layer = Conv2d.of(source.at("conv"), in, out, 3, window);
    layer.parameters().forEach(Parameter::freeze);
    return Bases.of(layer).orElseThrow();
  }

  private static AdapterConfig config(InitLoraWeights init, boolean bias) {
    return AdapterConfig.of("fc", "conv")
        .r(2)
        .loraAlpha(3)
        .loraBias(bias)
        .initLoraWeights(init)
        .build();
  }

  /** Every parameter away from its start. */
  private static <T extends Update> T moved(T update, long seed) {
    for (Parameter parameter : update.parameters()) {
      double[] values = parameter.tensor().toDoubles();
      double[] by = Nets.normal(BACKEND, parameter.shape(), seed++).toDoubles();
      for (int i = 0; i < values.length; i++) {
        values[i] += 0.5 * by[i];
      }
      BACKEND.upload(values, parameter.tensor());
    }
    return update;
  }

  private static Var added(Update update, Tape tape, Var x) {
    return update.added(tape, x, () -> update.base().apply(tape, x, Optional.empty()));
  }

  private static void check(Update update, Tensor x, long seed) {
    GradientCheck.of(update.getClass().getSimpleName(), seed)
        .assertGradients(
            (tape, v) -> added(update, tape, v.getFirst()),
            new TreeMap<>(Map.of("x", x)),
            update.trainable());
    agree(update, x);
  }

  /** x through W + ΔW, less x through W, is what is added. */
  private static void agree(Update update, Tensor x) {
    try (Tape tape = Tape.none(BACKEND)) {
      Var input = tape.constant(x);
      Var added = added(update, tape, input);
      Optional<Var> bias = update.biasDelta().map(tape::constant);
      Var merged = update.base().applied(input, tape.constant(update.delta()), bias);
      assertArrayEquals(merged.value().toDoubles(), added.value().toDoubles(), 1e-12);
    }
  }

  private static Tensor images(int channels, long seed) {
    return Nets.normal(BACKEND, Shape.of(2, channels, 5, 4), seed);
  }

  @Property(tries = 10)
  void onLinear(
      @ForAll @IntRange(min = 2, max = 5) int in,
      @ForAll @IntRange(min = 2, max = 4) int out,
      @ForAll long seed) {
    Base base = linear(in, out, seed);
    Tensor x = Nets.normal(BACKEND, Shape.of(3, in), seed);
    Philox random = new Philox(seed, 1);
    for (InitLoraWeights init : InitLoraWeights.values()) {
      check(moved(LowRank.of(base, config(init, true), random), seed), x, seed);
    }
    check(moved(AdaLora.of(base, 3, 2, random), seed), x, seed);
    check(moved(FullDelta.of(base), seed), x, seed);
    SigmaOnly sigma = SigmaOnly.of(base, 2);
    BACKEND.upload(new double[] {0.5, -2}, sigma.trainable().getFirst().tensor());
    check(sigma, x, seed);
    dora(Dora.of(base, config(InitLoraWeights.RANDOM, true), random), x, seed);
  }

  @Property(tries = 6)
  void onConvolutions(
      @ForAll @IntRange(min = 1, max = 3) int in,
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll long seed) {
    Base base = conv(in, 3, stride, padding, seed);
    Tensor x = images(in, seed);
    Philox random = new Philox(seed, 1);
    check(moved(LowRank.of(base, config(InitLoraWeights.KAIMING, true), random), seed), x, seed);
    check(moved(AdaLora.of(base, 2, 2, random), seed), x, seed);
    check(moved(FullDelta.of(base), seed), x, seed);
    SigmaOnly sigma = SigmaOnly.of(base, 2);
    BACKEND.upload(new double[] {0.5, -2}, sigma.trainable().getFirst().tensor());
    check(sigma, x, seed);
    dora(Dora.of(base, config(InitLoraWeights.RANDOM, false), random), x, seed);
  }

  /** n is a constant to the gradient, so it is held where it is while elements are moved. */
  private static void dora(Dora dora, Tensor x, long seed) {
    moved(dora, seed);
    Base base = dora.base();
    Tensor norm = Dora.norm(base, dora.direction().delta());
    GradientCheck.of("Dora", seed)
        .assertGradients(
            (tape, v) -> {
              Var input = v.getFirst();
              return dora.added(tape, input, () -> base.apply(tape, input, Optional.empty()), norm);
            },
            new TreeMap<>(Map.of("x", x)),
            dora.trainable());
    agree(dora, x);
  }

  /** A whole model, whose layers have an update, biases of their own and a bias of B. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void throughAModel(long seed) {
    AdapterConfig config =
        AdapterConfig.of("conv.3", "fc").r(2).loraBias(true).bias(Bias.ALL).build();
    for (Layer net : List.of(Nets.convNet(BACKEND, seed), Nets.net(BACKEND, 5, 4, 3, seed))) {
      boolean images = !(net instanceof Nets.Net);
      AdaptedModel model = AdaptedModel.of(net);
      model.add(
          "a",
          images ? config : config.toBuilder().targetModules(TargetModules.of("fc2")).build(),
          new Philox(seed, 1));
      Nets.train(model, "a", seed);
      Shape shape = images ? Shape.of(2, 1, 8, 8) : Shape.of(2, 5);
      GradientCheck.of("AdaptedModel", seed)
          .assertGradients(
              (tape, v) -> model.forward(tape, v.getFirst()),
              new TreeMap<>(Map.of("x", Nets.normal(BACKEND, shape, seed))),
              model.trainable());
    }
  }

  @Property(tries = 5)
  void adaLorasOrthogonality(@ForAll long seed) {
    AdaLora update = moved(AdaLora.of(linear(4, 3, seed), 2, 2, new Philox(seed, 1)), seed);
    GradientCheck.of("orthogonality", seed)
        .assertGradients(
            (tape, v) -> update.orthogonality(tape).add(v.getFirst()),
            new TreeMap<>(Map.of("x", Tensor.of(BACKEND, Shape.SCALAR, 1.0))),
            List.of(update.p(), update.q()));
  }
}
