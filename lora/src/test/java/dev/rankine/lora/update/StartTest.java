package dev.rankine.lora.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.linalg.Svd;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.InitLoraWeights;
import dev.rankine.lora.model.AdaptedModel;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StartTest {
  private static final Backend EXACT = Backend.named("reference");

  private static AdapterConfig config(InitLoraWeights init, int rank) {
    return AdapterConfig.of("fc1").r(rank).loraAlpha(6).initLoraWeights(init).build();
  }

  private static LowRank update(Backend backend, InitLoraWeights init, int rank) {
    Map<String, Base> bases = Bases.in(Nets.net(backend, 40, 30, 4, 7));
    return LowRank.of(bases.get("fc1"), config(init, rank), new Philox(5, 5));
  }

  private static double deviation(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum() / values.length);
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  @Test
  void kaimingIsALinearLayersOwn() {
    LowRank update = update(EXACT, InitLoraWeights.KAIMING, 8);
    double[] a = update.a().tensor().toDoubles();
    double bound = 1 / Math.sqrt(40);
    assertTrue(largest(a) <= bound && largest(a) > 0.95 * bound);
    assertEquals(bound / Math.sqrt(3), deviation(a), 0.01);
    assertEquals(0, largest(update.b().tensor().toDoubles()));
  }

  @Test
  void gaussianHasTheDeviationOneByR() {
    LowRank update = update(EXACT, InitLoraWeights.GAUSSIAN, 8);
    assertEquals(1.0 / 8, deviation(update.a().tensor().toDoubles()), 0.015);
    assertEquals(0, largest(update.b().tensor().toDoubles()));
  }

  @Test
  void withoutAStartBothAreRandom() {
    LowRank update = update(EXACT, InitLoraWeights.RANDOM, 8);
    double[] b = update.b().tensor().toDoubles();
    assertTrue(largest(b) > 0.9 / Math.sqrt(8) && largest(b) <= 1 / Math.sqrt(8));
    assertTrue(largest(update.delta().toDoubles()) > 0);
  }

  @Test
  void pissaHoldsTheLargestTriplets() {
    LowRank update = update(EXACT, InitLoraWeights.PISSA, 3);
    Base base = update.base();
    Tensor product = base.delta(update.scale(), update.a().tensor(), update.b().tensor());
    double[] s = Svd.of(base.weight()).s().toDoubles();
    double[] found = Svd.of(product).s().toDoubles();
    assertArrayEquals(Arrays.copyOf(s, 3), Arrays.copyOf(found, 3), 1e-12);
    assertEquals(0, found[3], 1e-12);
    double[] rest = minus(base.weight(), product);
    Tensor residual = Tensor.of(EXACT, base.weight().shape(), rest);
    assertEquals(s[3], Svd.of(residual).s().toDoubles()[0], 1e-12);
  }

  @Test
  void oloraHoldsTheFirstColumnsOfQ() {
    LowRank update = update(EXACT, InitLoraWeights.OLORA, 3);
    Base base = update.base();
    double[] b = update.b().tensor().toDoubles();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double dot = 0;
        for (int o = 0; o < 30; o++) {
          dot += b[3 * o + i] * b[3 * o + j];
        }
        assertEquals(i == j ? 1 : 0, dot, 1e-12);
      }
    }
    // Three columns of Q and rows of R give the first three columns of W.
    double[] product = base.delta(1, update.a().tensor(), update.b().tensor()).toDoubles();
    double[] weight = base.weight().toDoubles();
    for (int o = 0; o < 30; o++) {
      for (int i = 0; i < 3; i++) {
        assertEquals(weight[40 * o + i], product[40 * o + i], 1e-12);
      }
    }
  }

  @Test
  void orthogonalHasNoProduct() {
    LowRank update = update(EXACT, InitLoraWeights.ORTHOGONAL, 6);
    assertTrue(deviation(update.a().tensor().toDoubles()) > 0.02);
    assertTrue(deviation(update.b().tensor().toDoubles()) > 0.02);
    assertEquals(0, largest(update.delta().toDoubles()), 1e-14);
  }

  private static double[] minus(Tensor a, Tensor b) {
    double[] difference = a.toDoubles();
    double[] other = b.toDoubles();
    Arrays.setAll(difference, i -> difference[i] - other[i]);
    return difference;
  }

  @ParameterizedTest
  @EnumSource(names = {"KAIMING", "GAUSSIAN", "PISSA", "OLORA"})
  void atTheStartNoBitChangesAndTheBaseKeepsItsBytes(InitLoraWeights init) {
    Layer net = Nets.net(Nets.CPU, 40, 30, 4, 7);
    String hash = Nets.hash(net.parameters());
    Tensor x = Nets.normal(Nets.CPU, Shape.of(5, 40), 1);
    float[] before = Nets.outputs(net, x);
    AdaptedModel model = AdaptedModel.of(net);
    model.add("default", config(init, 8), new Philox(1, 1));
    assertArrayEquals(before, Nets.outputs(model, x));
    assertEquals(hash, Nets.hash(net.parameters()));
    assertEquals(hash, Nets.hash(model.plain("default").parameters()));
  }

  @Test
  void whatDoesNotGoIsRefused() {
    assertTrue(message(InitLoraWeights.ORTHOGONAL, 3).contains("even"));
    assertTrue(message(InitLoraWeights.PISSA, 31).contains("fc1: pissa finds no 31"));
    AdaptedModel conv = AdaptedModel.of(Nets.convNet(Nets.CPU, 1));
    AdapterConfig config =
        AdapterConfig.of("conv.0").initLoraWeights(InitLoraWeights.PISSA).build();
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> conv.add("a", config, new Philox(1, 1)))
            .getMessage()
            .contains("conv.0: pissa starts linear layers"));
    assertEquals(0, conv.names().size());
  }

  @Test
  void doraRefusesAnOutputWithoutADirection() {
    Nets.Net net = Nets.net(Nets.CPU, 9, 7, 5, 3);
    Tensor weight = net.parameters().getFirst().tensor();
    float[] values = weight.toFloats();
    Arrays.fill(values, 2 * 9, 3 * 9, 0);
    Nets.CPU.upload(values, weight);
    AdaptedModel model = AdaptedModel.of(net);
    AdapterConfig dora = AdapterConfig.of("fc1").useDora(true).build();
    String message =
        assertThrows(IllegalArgumentException.class, () -> model.add("a", dora, new Philox(1, 1)))
            .getMessage();
    assertEquals(
        "DoRA: fc1 has only zeros for output 2, which have no direction; exclude the layer, or use"
            + " LoRA",
        message);
    assertEquals(0, model.names().size());
  }

  private static String message(InitLoraWeights init, int rank) {
    return assertThrows(IllegalArgumentException.class, () -> update(Nets.CPU, init, rank))
        .getMessage();
  }
}
