package dev.rankine.lora.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.AdapterConfigBuilder;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.config.ConfigJson;
import dev.rankine.lora.config.InitLoraWeights;
import dev.rankine.lora.config.TargetModules;
import dev.rankine.lora.io.AdapterFolder;
import dev.rankine.lora.model.AdaptedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CombinationTest {
  private static final Backend EXACT = Backend.named("reference");
  private static final List<Method> METHODS =
      List.of(
          new Method.Cat(),
          new Method.Truncated(0),
          new Method.Linear(),
          new Method.Ties(0.5),
          new Method.DareLinear(0.5, new Philox(1, 7)));

  private static AdaptedModel model(Layer net, AdapterConfigBuilder... configs) {
    AdaptedModel model = AdaptedModel.of(net);
    for (int i = 0; i < configs.length; i++) {
      model.add("a" + i, configs[i].build(), new Philox(1, i));
      Nets.train(model, "a" + i, 31 * i);
    }
    return model;
  }

  private static AdapterConfigBuilder lora(int rank) {
    return AdapterConfig.of("fc1", "fc2").r(rank).loraAlpha(3);
  }

  private static Layer net(Backend backend) {
    return Nets.net(backend, 9, 7, 5, 3);
  }

  private static double[] weights(AdaptedModel model, String name) {
    return model.plain(name).parameters().stream()
        .flatMapToDouble(p -> Arrays.stream(p.tensor().toDoubles()))
        .toArray();
  }

  /** b + Σ wᵢ·(mergedᵢ − b), of all weights and biases. */
  private static double[] sum(AdaptedModel model, double... by) {
    double[] plain =
        model.base().parameters().stream()
            .flatMapToDouble(p -> Arrays.stream(p.tensor().toDoubles()))
            .toArray();
    double[] base = plain.clone();
    for (int a = 0; a < by.length; a++) {
      double[] merged = weights(model, "a" + a);
      for (int i = 0; i < base.length; i++) {
        base[i] += by[a] * (merged[i] - plain[i]);
      }
    }
    return base;
  }

  private static List<Weighted> with(double... weights) {
    return IntStream.range(0, weights.length)
        .mapToObj(i -> new Weighted("a" + i, weights[i]))
        .toList();
  }

  @Test
  void catIsTheSumWhateverTheRanksScalesAndBiases() {
    AdaptedModel model =
        model(
            net(EXACT),
            lora(2).useRslora(true).loraBias(true),
            lora(3).rankPattern(Map.of("fc2", 1)).alphaPattern(Map.of("fc1", 0.5)).bias(Bias.ALL),
            AdapterConfig.of("fc2").r(4).initLoraWeights(InitLoraWeights.PISSA));
    double[] expected = sum(model, 0.7, -1.3, 2);
    Combined cat = Combination.of(model, with(0.7, -1.3, 2), new Method.Cat());
    model.put("cat", cat.adapter());
    assertArrayEquals(expected, weights(model, "cat"), 1e-12);
    assertEquals(0, cat.largestError(), 1e-15);
    AdapterConfig config = cat.adapter().config();
    assertEquals(2 + 3, config.rank("fc1"));
    assertEquals(2 + 1 + 8, config.rank("fc2"));
    assertEquals(1, config.scale("fc1"));
    assertEquals(1, config.scale("fc2"));
  }

  @Test
  void convolutionsAreCombinedToo() {
    AdapterConfigBuilder conv = AdapterConfig.of("conv.0", "conv.3", "fc").r(2);
    AdaptedModel model = model(Nets.convNet(EXACT, 3), conv, conv);
    double[] expected = sum(model, 0.5, -2);
    for (Method method : List.of(new Method.Cat(), new Method.Truncated(4))) {
      Combined combined = Combination.of(model, with(0.5, -2), method);
      model.put(method.toString(), combined.adapter());
      assertArrayEquals(expected, weights(model, method.toString()), 1e-12);
    }
  }

  @Test
  void svdIsTheNearestAndSaysHowNear() {
    AdaptedModel model = model(net(EXACT), lora(2), lora(2));
    double[] expected = sum(model, 1, -1);
    Combined whole = Combination.of(model, with(1, -1), new Method.Truncated(4));
    model.put("whole", whole.adapter());
    assertArrayEquals(expected, weights(model, "whole"), 1e-12);
    assertEquals(0, whole.largestError(), 1e-14);
    Combined cut = Combination.of(model, with(1, -1), new Method.Truncated(0));
    assertEquals(2, cut.adapter().config().rank("fc1"));
    model.put("cut", cut.adapter());
    double[] got = weights(model, "cut");
    double[] base = sum(model);
    double off = 0;
    double all = 0;
    for (int i = 0; i < 9 * 7; i++) {
      off += (expected[i] - got[i]) * (expected[i] - got[i]);
      all += (expected[i] - base[i]) * (expected[i] - base[i]);
    }
    assertEquals(Math.sqrt(off / all), cut.errors().get("fc1"), 1e-12);
    assertTrue(cut.errors().get("fc1") > 0.1);
    double better = Combination.of(model, with(1, -1), new Method.Truncated(3)).largestError();
    assertTrue(better < cut.largestError());
  }

  @Test
  void linearIsPeftsFormulaAndNotTheSum() {
    AdaptedModel model = model(net(EXACT), lora(2), lora(2).useRslora(true));
    Combined linear = Combination.of(model, with(0.5, -2), new Method.Linear());
    double w0 = 0.5 * 1.5;
    double w1 = 2 * 3 / Math.sqrt(2);
    double[] a0 = model.adapter("a0").parameters().get(0).tensor().toDoubles();
    double[] a1 = model.adapter("a1").parameters().get(0).tensor().toDoubles();
    double[] b0 = model.adapter("a0").parameters().get(1).tensor().toDoubles();
    double[] b1 = model.adapter("a1").parameters().get(1).tensor().toDoubles();
    double[] a = linear.adapter().parameters().get(0).tensor().toDoubles();
    double[] b = linear.adapter().parameters().get(1).tensor().toDoubles();
    for (int i = 0; i < a.length; i++) {
      assertEquals(Math.sqrt(w0) * a0[i] - Math.sqrt(w1) * a1[i], a[i], 1e-12);
    }
    for (int i = 0; i < b.length; i++) {
      assertEquals(Math.sqrt(w0) * b0[i] + Math.sqrt(w1) * b1[i], b[i], 1e-12);
    }
    assertTrue(linear.largestError() > 0.1);
  }

  @Test
  void tiesByHand() {
    List<double[]> tensors = List.of(new double[] {4, -1, 3, 0.5}, new double[] {-6, 2, 1, 0.25});
    // Of each the two largest stay: (4, 0, 3, 0) and (−6, 2, 0, 0); the signs elected are −, +, +,
    // +.
    assertArrayEquals(
        new double[] {-60, 20, 3, 0}, FactorArithmetic.ties(tensors, new double[] {1, 10}, 0.5));
    assertArrayEquals(
        new double[] {1, 0, 1.5, 0}, FactorArithmetic.largest(new double[] {1, -1, 1.5, 0}, 0.5));
  }

  @Test
  void dareKeepsTheExpectation() {
    double[] ones = new double[20_000];
    Arrays.fill(ones, 3);
    double[] thinned = FactorArithmetic.thinned(List.of(ones), 0.25, new Philox(1, 1)).getFirst();
    assertEquals(3, Arrays.stream(thinned).average().orElseThrow(), 0.1);
    assertEquals(List.of(0.0, 12.0), Arrays.stream(thinned).distinct().sorted().boxed().toList());
  }

  @Test
  void oneAdapterWithWeightOneIsItself() {
    for (AdapterConfigBuilder config :
        List.of(
            lora(2),
            lora(3).useRslora(true).loraBias(true).bias(Bias.LORA_ONLY),
            lora(2).rankPattern(Map.of("fc1", 4)).bias(Bias.ALL))) {
      AdaptedModel model = model(net(Nets.CPU), config);
      Tensor x = Nets.normal(Nets.CPU, Shape.of(6, 9), 1);
      float[] expected = Nets.outputs(model, x);
      for (Method method : METHODS) {
        Combined one = Combination.of(model, with(1), method);
        assertEquals(0, one.largestError());
        String name = "one" + METHODS.indexOf(method);
        model.put(name, one.adapter());
        model.activate(name);
        assertArrayEquals(expected, Nets.outputs(model, x), method.toString());
      }
    }
  }

  @Test
  void whatHasNoExactMeaningIsRefused() {
    AdaptedModel dora = model(net(Nets.CPU), lora(2), lora(2).useDora(true));
    assertTrue(message(() -> Combination.of(dora, with(1, 1), new Method.Cat())).contains("Dora"));
    AdaptedModel whole = model(net(Nets.CPU), AdapterConfig.of("fc1").modulesToSave("fc2"));
    assertTrue(
        message(() -> Combination.of(whole, with(0.5), new Method.Cat())).contains("as a whole"));
    AdaptedModel ranks = model(net(Nets.CPU), lora(2), lora(3));
    assertTrue(
        message(() -> Combination.of(ranks, with(1, 1), new Method.Linear())).contains("[2, 3]"));
    AdaptedModel pissa =
        model(net(Nets.CPU), lora(2).initLoraWeights(InitLoraWeights.PISSA), lora(2));
    assertTrue(
        message(() -> Combination.of(pissa, with(1, 1), new Method.Ties(1)))
            .contains("cat or svd"));
    assertTrue(message(() -> new Weighted("a", Double.NaN)).contains("NaN"));
    assertTrue(message(() -> new Method.Ties(1.5)).contains("density 1.5"));
    assertTrue(
        message(() -> new Method.DareLinear(0, new Philox(1, 1))).contains("leaves nothing"));
    assertTrue(
        message(() -> Combination.of(ranks, List.of(), new Method.Cat())).contains("no adapters"));
  }

  private static String message(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }

  @Test
  void aCombinationIsSavedLikeAnyAdapter(@TempDir Path folder) throws IOException {
    AdaptedModel model =
        model(net(Nets.CPU), lora(2).rankPattern(Map.of("fc2", 1)).bias(Bias.ALL), lora(3));
    Combined cat = Combination.of(model, with(0.5, 0.5), new Method.Cat());
    model.put("cat", cat.adapter());
    AdapterFolder.load(model, "again", AdapterFolder.save(model, "cat", folder));
    Tensor x = Nets.normal(Nets.CPU, Shape.of(6, 9), 1);
    model.activate("cat");
    float[] expected = Nets.outputs(model, x);
    model.activate("again");
    assertArrayEquals(expected, Nets.outputs(model, x));
    assertEquals(
        new TargetModules.Regex("fc1|fc2"),
        ConfigJson.read(ConfigJson.write(cat.adapter().config())).targetModules());
  }
}
