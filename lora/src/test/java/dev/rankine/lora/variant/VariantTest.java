package dev.rankine.lora.variant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.autograd.optim.Sgd;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.linalg.Svd;
import dev.rankine.lora.Nets;
import dev.rankine.lora.check.TrainableCount;
import dev.rankine.lora.config.AdaLoraConfig;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.config.InitLoraWeights;
import dev.rankine.lora.config.TargetModules;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.lora.model.Adapter;
import dev.rankine.lora.update.AdaLora;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Bases;
import dev.rankine.lora.update.Dora;
import dev.rankine.lora.update.FullDelta;
import dev.rankine.lora.update.LowRank;
import dev.rankine.lora.update.SigmaOnly;
import dev.rankine.lora.update.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every variant: what it counts, what it trains, and what it must not touch. */
class VariantTest {
  private static final AdapterConfig ALL =
      AdapterConfig.of(new TargetModules.AllLinear()).r(3).build();

  /** A way to adapt fc1 (9 to 7) and fc2 (7 to 5) with rank 3, and what then trains. */
  private record Case(Consumer<AdaptedModel> add, int trainable) {}

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    int a = 3 * 9 + 3 * 7;
    int b = 7 * 3 + 5 * 3;
    for (InitLoraWeights init : InitLoraWeights.values()) {
      if (init != InitLoraWeights.ORTHOGONAL) {
        cases.put(init.name(), config(ALL.toBuilder().initLoraWeights(init).build(), a + b));
      }
    }
    cases.put("rslora", config(ALL.toBuilder().useRslora(true).build(), a + b));
    cases.put("dora", config(ALL.toBuilder().useDora(true).build(), a + b + 7 + 5));
    cases.put("lora_bias", config(ALL.toBuilder().loraBias(true).build(), a + b + 7 + 5));
    cases.put(
        "LoRA-FA",
        new Case(
            model -> {
              model.add("x", ALL, new Philox(1, 1));
              LoraFa.freezeDown(model, "x");
            },
            b));
    cases.put("AdaLoRA", update((base, random) -> AdaLora.of(base, 3, 3, random), a + b + 3 + 3));
    cases.put("sigma", update((base, random) -> SigmaOnly.of(base, 3), 3 + 3));
    cases.put("delta", update((base, random) -> FullDelta.of(base), 9 * 7 + 7 * 5));
    return cases;
  }

  private static Case config(AdapterConfig config, int trainable) {
    return new Case(model -> model.add("x", config, new Philox(1, 1)), trainable);
  }

  private static Case update(BiFunction<Base, Philox, Update> update, int trainable) {
    Philox random = new Philox(1, 1);
    return new Case(
        model -> model.put("x", Adapter.of(ALL, model.bases(), base -> update.apply(base, random))),
        trainable);
  }

  /** Mean squared distance to a random target. */
  private static Var loss(Tape tape, Layer model, Tensor x, Tensor target) {
    Var off = model.forward(tape, tape.constant(x)).sub(tape.constant(target));
    return off.mul(off).mean();
  }

  private static double train(Layer model, Optimizer optimizer, Tensor x, Tensor t, int steps) {
    double last = 0;
    for (int step = 0; step < steps; step++) {
      try (Tape tape = Tape.recording(x.backend())) {
        Var loss = loss(tape, model, x, t);
        last = loss.value().item();
        optimizer.step(tape.backward(loss));
      }
    }
    return last;
  }

  @TestFactory
  List<DynamicTest> onlyWhatIsMeantToTrainDoes() {
    List<DynamicTest> tests = new ArrayList<>();
    cases()
        .forEach(
            (name, variant) ->
                tests.add(DynamicTest.dynamicTest(name, () -> trainsAlone(variant))));
    return tests;
  }

  /** conv.0 is (4, 1, 3, 3), conv.3 is (5, 4, 2, 2). */
  @TestFactory
  List<DynamicTest> andSoOnConvolutions() {
    AdapterConfig config = AdapterConfig.of("conv.0", "conv.3").r(3).build();
    int factors = 3 * (9 + 4) + 3 * (16 + 5);
    Map<String, Function<Base, Update>> updates = new LinkedHashMap<>();
    Philox random = new Philox(1, 1);
    updates.put("LoRA " + factors, base -> LowRank.of(base, config, random));
    updates.put("DoRA " + (factors + 4 + 5), base -> Dora.of(base, config, random));
    updates.put("AdaLoRA " + (factors + 3 + 3), base -> AdaLora.of(base, 3, 3, random));
    updates.put("sigma " + (3 + 3), base -> SigmaOnly.of(base, 3));
    updates.put("delta " + (4 * 9 + 5 * 16), FullDelta::of);
    List<DynamicTest> tests = new ArrayList<>();
    updates.forEach(
        (name, update) ->
            tests.add(
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      AdaptedModel model = AdaptedModel.of(Nets.convNet(Nets.CPU, 3));
                      model.put("x", Adapter.of(config, model.bases(), update));
                      int count = Integer.parseInt(name.substring(name.indexOf(' ') + 1));
                      Tensor x = Nets.normal(Nets.CPU, Shape.of(8, 1, 8, 8), 4);
                      trainsAlone(model, count, x, Nets.normal(Nets.CPU, Shape.of(8, 3), 5));
                    })));
    return tests;
  }

  private static void trainsAlone(Case variant) {
    AdaptedModel model = AdaptedModel.of(Nets.net(Nets.CPU, 9, 7, 5, 3));
    variant.add().accept(model);
    Tensor x = Nets.normal(Nets.CPU, Shape.of(8, 9), 4);
    trainsAlone(model, variant.trainable(), x, Nets.normal(Nets.CPU, Shape.of(8, 5), 5));
  }

  private static void trainsAlone(AdaptedModel model, int trainable, Tensor x, Tensor target) {
    assertEquals(trainable, Nets.count(model.trainable()));
    assertEquals(trainable, TrainableCount.of(model).trainable());
    List<Parameter> frozen = model.parameters().stream().filter(p -> !p.trainable()).toList();
    assertEquals(Nets.count(model.parameters()), trainable + Nets.count(frozen));
    String before = Nets.hash(frozen);
    List<String> moved = model.trainable().stream().map(p -> Nets.hash(List.of(p))).toList();
    double first = train(model, new Adam(model.trainable(), 0.02), x, target, 1);
    double last = train(model, new Adam(model.trainable(), 0.02), x, target, 60);
    assertTrue(last < 0.98 * first, first + " to " + last);
    assertEquals(before, Nets.hash(frozen));
    for (int i = 0; i < moved.size(); i++) {
      assertNotEquals(moved.get(i), Nets.hash(List.of(model.trainable().get(i))));
    }
  }

  @Test
  void rankEightOnAThousandSquareIs16384() {
    Base base = Bases.of(linear(1024, 1024)).orElseThrow();
    AdapterConfig config = AdapterConfig.of("fc").build();
    assertEquals(16_384, Nets.count(LowRank.of(base, config, new Philox(1, 1)).parameters()));
  }

  private static Linear linear(int in, int out) {
    return new Linear(
        new Parameter("fc.weight", Tensor.zeros(Nets.CPU, Shape.of(out, in))),
        new Parameter("fc.bias", Tensor.zeros(Nets.CPU, Shape.of(out))));
  }

  @Test
  void convolutionsAreCountedByHand() {
    AdaptedModel model = AdaptedModel.of(Nets.convNet(Nets.CPU, 1));
    AdapterConfig config = AdapterConfig.of("conv.0", "conv.3").r(2).useDora(true).build();
    model.add("x", config, new Philox(1, 1));
    int first = 2 * 1 * 3 * 3 + 4 * 2 + 4;
    int second = 2 * 4 * 2 * 2 + 5 * 2 + 5;
    assertEquals(first + second, Nets.count(model.trainable()));
    assertEquals(
        "trainable params: 77 || all params: 265 || trainable%: 29.0566",
        TrainableCount.of(model).toString());
  }

  /** From a random base to a random linear map: the best loss of both is 0. */
  @Test
  void fullRankReachesWhatFullFineTuningReaches() {
    Backend backend = Nets.CPU;
    Tensor x = Nets.normal(backend, Shape.of(64, 6), 1);
    Linear truth = (Linear) Nets.net(backend, 6, 4, 1, 99).fc1();
    Tensor target = Tensor.of(backend, Shape.of(64, 4), Nets.outputs(truth, x));
    Layer full = Nets.net(backend, 6, 4, 1, 3).fc1();
    double fine = train(full, new Adam(full.parameters(), 0.02), x, target, 1500);
    AdaptedModel model = AdaptedModel.of(Nets.net(backend, 6, 4, 1, 3).fc1());
    AdapterConfig config = AdapterConfig.of("fc1").r(4).bias(Bias.ALL).build();
    model.add("x", config, new Philox(1, 1));
    double lora = train(model, new Adam(model.trainable(), 0.02), x, target, 1500);
    AdaptedModel thin = AdaptedModel.of(Nets.net(backend, 6, 4, 1, 3).fc1());
    thin.add("x", config.toBuilder().r(1).build(), new Philox(1, 1));
    double one = train(thin, new Adam(thin.trainable(), 0.02), x, target, 1500);
    assertTrue(fine < 1e-9, "full fine-tuning: " + fine);
    assertTrue(lora < 1e-9, "full rank: " + lora);
    assertTrue(one > 1e-3, "rank 1: " + one);
  }

  @Test
  void sigmaAloneMovesSingularValuesAlone() {
    Base base = Bases.of(Nets.net(Backend.named("reference"), 6, 4, 1, 3).fc1()).orElseThrow();
    SigmaOnly update = SigmaOnly.of(base, 2);
    double[] before = Svd.of(base.weight()).s().toDoubles();
    base.weight()
        .backend()
        .upload(new double[] {0.25, 0.125}, update.trainable().getFirst().tensor());
    double[] weight = base.weight().toDoubles();
    double[] delta = update.delta().toDoubles();
    for (int i = 0; i < weight.length; i++) {
      weight[i] += delta[i];
    }
    Tensor moved = Tensor.of(base.weight().backend(), base.weight().shape(), weight);
    double[] after = Svd.of(moved).s().toDoubles();
    assertArrayEquals(
        new double[] {before[0] + 0.25, before[1] + 0.125, before[2], before[3]}, after, 1e-12);
    assertEquals(
        List.of("fc1.svd_sigma"), update.trainable().stream().map(Parameter::name).toList());
  }

  @Test
  void adaLorasRanksSumToTheBudget() {
    AdaptedModel model = AdaptedModel.of(Nets.net(Nets.CPU, 9, 7, 5, 3));
    String base = Nets.hash(model.base().parameters());
    AdaLoraConfig config = new AdaLoraConfig(5, 2, 5, 10, 3, 0.85, 0.85, 0.1, 60);
    RankAllocator allocator = RankAllocator.add(model, "x", ALL, config, new Philox(1, 1));
    Tensor x = Nets.normal(Nets.CPU, Shape.of(16, 9), 4);
    Tensor target = Nets.normal(Nets.CPU, Shape.of(16, 5), 5);
    Optimizer optimizer = new Adam(model.trainable(), 0.02);
    assertEquals(Map.of("fc1", 5, "fc2", 5), allocator.ranks());
    int before = 10;
    double[] losses = new double[60];
    for (int step = 0; step < 60; step++) {
      try (Tape tape = Tape.recording(Nets.CPU)) {
        Var task = loss(tape, model, x, target);
        losses[step] = task.value().item();
        Gradients gradients = tape.backward(task.add(allocator.regulariser(tape)));
        optimizer.step(gradients);
        allocator.step(gradients);
      }
      int now = allocator.ranks().values().stream().mapToInt(r -> r).sum();
      assertTrue(now <= before && (step + 1 > 5 || now == 10));
      before = now;
    }
    assertEquals(4, before);
    assertTrue(losses[59] < 0.9 * losses[0]);
    assertEquals(base, Nets.hash(model.base().parameters()));
    model
        .adapter("x")
        .updates()
        .forEach(
            (path, update) -> {
              int rank = 0;
              for (float lambda : ((AdaLora) update).lambda().tensor().toFloats()) {
                rank += lambda == 0 ? 0 : 1;
              }
              assertEquals(allocator.ranks().get(path), rank);
            });
    float[] outputs = Nets.outputs(model, x);
    model.put("plain", model.adapter("x").asLora());
    model.activate("plain");
    assertArrayEquals(outputs, Nets.outputs(model, x), 1e-5f);
  }

  @Test
  void theBudgetFallsWithTheCube() {
    AdaLoraConfig config = new AdaLoraConfig(12, 8, 10, 20, 1, 0.85, 0.85, 0.5, 130);
    assertEquals(24, config.budget(10, 2));
    assertEquals(16 + 1, config.budget(60, 2));
    assertEquals(16 + (int) (8 * 0.729), config.budget(20, 2));
    assertEquals(16, config.budget(110, 2));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new AdaLoraConfig(12, 8, 10, 20, 1, 0.85, 0.85, 0.5, 30))
            .getMessage();
    assertTrue(message.contains("none to prune"), message);
  }

  @Test
  void loraPlusMovesBByTheRatio() {
    AdaptedModel model = AdaptedModel.of(Nets.net(Nets.CPU, 9, 7, 5, 3));
    model.add(
        "x", ALL.toBuilder().initLoraWeights(InitLoraWeights.RANDOM).build(), new Philox(1, 1));
    Tensor x = Nets.normal(Nets.CPU, Shape.of(8, 9), 4);
    Tensor target = Nets.normal(Nets.CPU, Shape.of(8, 5), 5);
    List<float[]> before = model.trainable().stream().map(p -> p.tensor().toFloats()).toList();
    Optimizer plus = LoraPlus.of(model.trainable(), 0.01, 16, Sgd::new);
    try (Tape tape = Tape.recording(Nets.CPU)) {
      Gradients gradients = tape.backward(loss(tape, model, x, target));
      plus.step(gradients);
      for (int i = 0; i < before.size(); i++) {
        Parameter parameter = model.trainable().get(i);
        double rate = parameter.name().contains("lora_B") ? 0.16 : 0.01;
        float[] slopes = gradients.of(parameter).toFloats();
        float[] now = parameter.tensor().toFloats();
        for (int j = 0; j < now.length; j++) {
          assertEquals(before.get(i)[j] - rate * slopes[j], now[j], 1e-6);
        }
      }
    }
    assertEquals(4, LoraPlus.adam(model.trainable(), 1e-3, 1).parameters().size());
    assertThrows(IllegalArgumentException.class, () -> LoraPlus.adam(model.trainable(), 1e-3, 0.5));
  }

  @Test
  void deltaAloneIsWhatIsAdded() {
    Backend exact = GradientCheck.backend();
    Base base = Bases.of(Nets.net(exact, 6, 4, 1, 3).fc1()).orElseThrow();
    AdapterConfig config =
        AdapterConfig.of("fc1").r(2).initLoraWeights(InitLoraWeights.RANDOM).build();
    LowRank update = LowRank.of(base, config, new Philox(1, 1));
    DeltaOnly layer = new DeltaOnly(update);
    assertEquals(2 * 6 + 4 * 2, Nets.count(layer.parameters()));
    check(layer, layer.parameters(), Nets.normal(exact, Shape.of(3, 6), 1));
  }

  @Test
  void aSummedWeightHasTheBitsOfTheMergedLayer() {
    AdapterConfig config = AdapterConfig.of("fc1", "conv.0").r(2).loraAlpha(3).build();
    for (Layer net : List.of(Nets.net(Nets.CPU, 6, 4, 1, 3), Nets.convNet(Nets.CPU, 3))) {
      Base base = Bases.in(net).firstEntry().getValue();
      AdaptedModel model = AdaptedModel.of(base.layer());
      model.add(
          "x",
          config.toBuilder().targetModules(new TargetModules.Regex(".*")).build(),
          new Philox(1, 1));
      Nets.train(model, "x", 5);
      SummedWeight layer = SummedWeight.of((LowRank) model.adapter("x").updates().get(base.path()));
      Shape shape = base.isLinear() ? Shape.of(3, 6) : Shape.of(2, 1, 8, 8);
      Tensor x = Nets.normal(Nets.CPU, shape, 1);
      assertArrayEquals(Nets.outputs(model.plain("x"), x), Nets.outputs(layer, x));
    }
  }

  @Test
  void aSummedWeightTrainsAllOfIt() {
    Backend exact = GradientCheck.backend();
    Base base = Bases.of(Nets.net(exact, 6, 4, 1, 3).fc1()).orElseThrow();
    AdapterConfig config =
        AdapterConfig.of("fc1").r(2).initLoraWeights(InitLoraWeights.RANDOM).build();
    SummedWeight layer = SummedWeight.of(LowRank.of(base, config, new Philox(1, 1)));
    assertEquals(6 * 4 + 4 + 2 * 6 + 4 * 2, Nets.count(layer.parameters()));
    check(layer, layer.parameters(), Nets.normal(exact, Shape.of(3, 6), 1));
  }

  private static void check(Layer layer, List<Parameter> parameters, Tensor x) {
    GradientCheck.of(layer.getClass().getSimpleName(), 1)
        .assertGradients(
            (tape, v) -> layer.forward(tape, v.getFirst()),
            new TreeMap<>(Map.of("x", x)),
            parameters);
  }

  @Test
  void faIsRefusedWhereThereIsNoA() {
    AdaptedModel model = AdaptedModel.of(Nets.net(Nets.CPU, 9, 7, 5, 3));
    model.put("x", Adapter.of(ALL, model.bases(), FullDelta::of));
    String message =
        assertThrows(IllegalArgumentException.class, () -> LoraFa.freezeDown(model, "x"))
            .getMessage();
    assertTrue(message.contains("no A"), message);
    assertFalse(model.trainable().isEmpty());
  }
}
