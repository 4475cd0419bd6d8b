package dev.rankine.lora;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The adapter layers against central differences, with respect to input and all parameters. */
class LoraGradientTest {
  @Property(tries = 20)
  void loraLinearOnAWidenedLayer(
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 5) int in,
      @ForAll @IntRange(min = 1, max = 4) int out,
      @ForAll @IntRange(min = 1, max = 3) int rank,
      @ForAll long seed) {
    Philox random = new Philox(seed, 0);
    LoraLinear layer =
        LoraLinear.of("fc", dense(in, out, random), new LoraConfig(rank, 3, 1), random);
    Shape up = Shape.of(out, rank);
    GradientCheck.backend().upload(normal(up, random).toDoubles(), layer.b().tensor());
    GradientCheck.of("LoraLinear", seed)
        .assertGradients(
            (tape, v) -> layer.forward(tape, v.getFirst()),
            new TreeMap<>(Map.of("x", normal(Shape.of(batch, in + 1), random))),
            layer.parameters());
  }

  @Property(tries = 20)
  void widenedLinear(
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 5) int in,
      @ForAll @IntRange(min = 1, max = 4) int out,
      @ForAll long seed) {
    Philox random = new Philox(seed, 0);
    WidenedLinear layer = new WidenedLinear(dense(in, out, random));
    GradientCheck.of("WidenedLinear", seed)
        .assertGradients(
            (tape, v) -> layer.forward(tape, v.getFirst()),
            new TreeMap<>(Map.of("x", normal(Shape.of(batch, in + 1), random))),
            layer.parameters());
  }

  /** An old weight and one new column. */
  private static DenseLayer dense(int in, int out, Philox random) {
    return new DenseLayer(
        List.of(
            new Parameter("fc.weight", normal(Shape.of(out, in), random)),
            new Parameter("fc.weight.new", normal(Shape.of(out, 1), random))),
        new Parameter("fc.bias", normal(Shape.of(out), random)));
  }

  private static Tensor normal(Shape shape, Philox random) {
    return Tensor.of(GradientCheck.backend(), shape, Initial.normal(1).draw(shape, random));
  }
}
