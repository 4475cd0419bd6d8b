package dev.rankine.lora.update;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.nn.Model;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.model.AdaptedModel;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Merged and unmerged outputs in float32 within 4·√k·2⁻²⁴·Σ|aᵢ·bᵢ|, with k = I + R terms and the
 * sum over all products of the unmerged form: |x·W| + scale·|x·A·B| + |b|.
 */
class MergedOutputTest {
  @Property(tries = 100)
  void differByRoundingAlone(
      @ForAll @IntRange(min = 1, max = 60) int in,
      @ForAll @IntRange(min = 1, max = 20) int out,
      @ForAll @IntRange(min = 1, max = 9) int rank,
      @ForAll long seed) {
    Nets.Net net = Nets.net(Nets.CPU, in, out, 1, seed);
    AdaptedModel model = AdaptedModel.of(net.fc1());
    AdapterConfig config = AdapterConfig.of("fc1").r(rank).loraAlpha(16).build();
    model.add("default", config, new Philox(seed, 1));
    Nets.train(model, "default", seed);
    LowRank update = (LowRank) model.adapter("default").updates().get("fc1");
    Tensor x = Nets.normal(Nets.CPU, Shape.of(4, in), seed);
    float[] unmerged = Nets.outputs(model, x);
    Model plain = model.plain("default");
    float[] merged = Nets.outputs(plain, x);
    float[] a = update.a().tensor().toFloats();
    float[] b = update.b().tensor().toFloats();
    float[] w = update.base().weight().toFloats();
    float[] bias = update.base().bias().orElseThrow().tensor().toFloats();
    float[] inputs = x.toFloats();
    for (int row = 0; row < 4; row++) {
      for (int o = 0; o < out; o++) {
        double sum = Math.abs(bias[o]);
        for (int i = 0; i < in; i++) {
          double weights = Math.abs(w[o * in + i]);
          for (int r = 0; r < rank; r++) {
            weights += update.scale() * Math.abs((double) b[o * rank + r] * a[r * in + i]);
          }
          sum += Math.abs(inputs[row * in + i]) * weights;
        }
        double bound = 4 * Math.sqrt(in + rank) * 0x1p-24 * sum;
        double difference = Math.abs(unmerged[row * out + o] - merged[row * out + o]);
        assertTrue(difference <= bound, difference + " > " + bound);
      }
    }
  }
}
