package dev.rankine.lora.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.InitLoraWeights;
import dev.rankine.lora.io.AdapterFolder;
import dev.rankine.lora.model.AdaptedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Nf4Test {
  /** Appendix E of the paper. */
  private static final double[] PUBLISHED = {
    -1.0,
    -0.6961928009986877,
    -0.5250730514526367,
    -0.39491748809814453,
    -0.28444138169288635,
    -0.18477343022823334,
    -0.09105003625154495,
    0.0,
    0.07958029955625534,
    0.16093020141124725,
    0.24611230194568634,
    0.33791524171829224,
    0.44070982933044434,
    0.5626170039176941,
    0.7229568362236023,
    1.0
  };

  @Test
  void theCodebookIsThePublishedOne() {
    float[] code = Nf4.codebook();
    for (int i = 0; i < 16; i++) {
      assertEquals((float) PUBLISHED[i], code[i]);
    }
  }

  /** Eight quantiles below zero and nine above, zero shared, from 1 − offset to offset. */
  @Test
  void theCodebookIsTheNormalDistributionsQuantiles() {
    double offset = 0.9677083;
    double largest = quantile(offset);
    for (int i = 0; i < 8; i++) {
      double above = 0.5 + (offset - 0.5) * (i + 1) / 8;
      assertEquals(quantile(above) / largest, PUBLISHED[8 + i], 2e-6);
    }
    for (int i = 0; i < 7; i++) {
      double below = 0.5 + (offset - 0.5) * (7 - i) / 7;
      assertEquals(-quantile(below) / largest, PUBLISHED[i], 2e-6);
    }
  }

  /** By bisection over the integral of the density (Simpson). */
  private static double quantile(double probability) {
    double low = 0;
    double high = 5;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (0.5 + integral(middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double integral(double x) {
    int n = 400;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double t = x * i / n;
      double weight = i == 0 || i == n ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * StrictMath.exp(-t * t / 2);
    }
    return sum * x / n / 3 / Math.sqrt(2 * Math.PI);
  }

  @Test
  void anElementTakes4127ThousandthsOfABit() {
    Tensor x = Nets.normal(Nets.CPU, Shape.of(256, 256), 1);
    assertEquals(4 + 8.0 / 64 + 32.0 / (64 * 256), Nf4.of(x).bitsPerElement());
    assertEquals(4.127, Nf4.of(x).bitsPerElement(), 0.0005);
  }

  @Test
  void eachElementIsWithinTheBound() {
    Tensor x = Nets.normal(Nets.CPU, Shape.of(33, 77), 1);
    float[] before = x.toFloats();
    float[] after = Nf4.of(x).dequantised(Nets.CPU).toFloats();
    int blocks = Math.ceilDiv(before.length, 64);
    double[] largest = new double[blocks];
    double mean = 0;
    for (int i = 0; i < before.length; i++) {
      largest[i / 64] = Math.max(largest[i / 64], Math.abs(before[i]));
    }
    for (double one : largest) {
      mean += one / blocks;
    }
    double spread = 0;
    for (double one : largest) {
      spread = Math.max(spread, Math.abs(one - mean));
    }
    double squares = 0;
    for (int i = 0; i < before.length; i++) {
      double bound = Nf4.HALF_GAP * largest[i / 64] + DynamicCode.SIGNED.bound() * spread + 1e-6;
      double off = Math.abs(before[i] - after[i]);
      squares += off * off;
      assertTrue(off <= bound, i + ": " + off + " > " + bound);
    }
    assertEquals(0.09, Math.sqrt(squares / before.length), 0.02);
  }

  @Test
  void whatTheCodeHoldsComesBack() {
    float[] values = new float[128];
    for (int i = 0; i < 128; i++) {
      values[i] = 3 * Nf4.codebook()[i % 16];
    }
    Tensor x = Tensor.of(Nets.CPU, Shape.of(2, 64), values);
    assertArrayEquals(values, Nf4.of(x).dequantised(Nets.CPU).toFloats());
    Tensor zeros = Tensor.zeros(Nets.CPU, Shape.of(3));
    assertArrayEquals(new float[3], Nf4.of(zeros).dequantised(Nets.CPU).toFloats());
    Tensor broken = Tensor.of(Nets.CPU, Shape.of(2), 1f, Float.NaN);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Nf4.of(broken)).getMessage();
    assertTrue(message.contains("element 1"), message);
  }

  private static AdapterConfig config(boolean dora) {
    return AdapterConfig.of("fc1", "fc2")
        .r(2)
        .initLoraWeights(InitLoraWeights.RANDOM)
        .useDora(dora)
        .build();
  }

  @Test
  void gradientsThroughTheQuantisedBase() {
    Model net = QuantisedLinear.in(Nets.net(GradientCheck.backend(), 6, 4, 3, 3));
    AdaptedModel model = AdaptedModel.of(net);
    model.add("a", config(false), new Philox(1, 1));
    Tensor x = Nets.normal(GradientCheck.backend(), Shape.of(3, 6), 1);
    GradientCheck.of("QuantisedLinear", 1)
        .assertGradients(
            (tape, v) -> model.forward(tape, v.getFirst()),
            new TreeMap<>(Map.of("x", x)),
            model.trainable());
  }

  @Test
  void theBaseKeepsItsBytesWhileTheAdapterTrains() {
    Nets.Net net = (Nets.Net) QuantisedLinear.in(Nets.net(Nets.CPU, 64, 32, 5, 3));
    QuantisedLinear fc1 = (QuantisedLinear) net.fc1();
    AdaptedModel model = AdaptedModel.of(net);
    for (boolean dora : new boolean[] {false, true}) {
      model.add("a" + dora, config(dora), new Philox(1, 1));
      model.activate("a" + dora);
      int factors = 2 * (64 + 32) + 2 * (32 + 5);
      assertEquals(factors + (dora ? 32 + 5 : 0), Nets.count(model.trainable()));
      String before = fc1.weight().sha256() + Nets.hash(net.parameters());
      Adam adam = new Adam(model.trainable(), 0.01);
      Tensor x = Nets.normal(Nets.CPU, Shape.of(8, 64), 1);
      double first = 0;
      double last = 0;
      for (int step = 0; step < 20; step++) {
        try (Tape tape = Tape.recording(Nets.CPU)) {
          Var y = model.forward(tape, tape.constant(x));
          Var loss = y.mul(y).mean();
          last = loss.value().item();
          first = step == 0 ? last : first;
          adam.step(tape.backward(loss));
        }
      }
      assertTrue(last < 0.7 * first, first + " to " + last);
      assertEquals(before, fc1.weight().sha256() + Nets.hash(net.parameters()));
    }
    Linear merged = (Linear) ((Nets.Net) model.plain("afalse")).fc1();
    assertEquals(
        List.of("fc1.weight", "fc1.bias"),
        merged.parameters().stream().map(p -> p.name()).toList());
  }

  @Test
  void anAdapterKnowsItsQuantisedBase(@TempDir Path folder) throws IOException {
    AdaptedModel model = AdaptedModel.of(QuantisedLinear.in(Nets.net(Nets.CPU, 64, 32, 5, 3)));
    model.add("default", config(false), new Philox(1, 1));
    AdapterFolder.saveAll(model, folder);
    AdaptedModel same = AdaptedModel.of(QuantisedLinear.in(Nets.net(Nets.CPU, 64, 32, 5, 3)));
    AdapterFolder.load(same, "default", folder);
    Tensor x = Nets.normal(Nets.CPU, Shape.of(8, 64), 1);
    assertArrayEquals(Nets.outputs(model, x), Nets.outputs(same, x));
    AdaptedModel plain = AdaptedModel.of(Nets.net(Nets.CPU, 64, 32, 5, 3));
    assertThrows(IOException.class, () -> AdapterFolder.load(plain, "default", folder));
  }
}
