package dev.rankine.lora;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The adapted, widened layer against central differences, with respect to all its parameters. */
class LoraGradientTest {
  @Property(tries = 20)
  void adaptedWidenedLayer(
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 5) int in,
      @ForAll @IntRange(min = 1, max = 4) int out,
      @ForAll @IntRange(min = 1, max = 3) int rank,
      @ForAll long seed) {
    Philox random = new Philox(seed, 0);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", normal(Shape.of(batch, in + 1), random));
    inputs.put("W", normal(Shape.of(out, in), random));
    inputs.put("N", normal(Shape.of(out, 1), random));
    inputs.put("b", normal(Shape.of(out), random));
    inputs.put("A", normal(Shape.of(rank, in + 1), random));
    inputs.put("B", normal(Shape.of(out, rank), random));
    GradientCheck.assertGradients(
        "LoraLinear",
        seed,
        (tape, v) -> {
          var down = LinearOp.of(v.get(0), List.of(v.get(4)), Optional.empty());
          var up = LinearOp.of(down, List.of(v.get(5)), Optional.empty());
          var base = LinearOp.of(v.get(0), List.of(v.get(1), v.get(2)), Optional.of(v.get(3)));
          return base.add(up.scale(2.0 / rank));
        },
        inputs);
  }

  @Property(tries = 20)
  void theLayerItself(@ForAll @IntRange(min = 1, max = 6) int in, @ForAll long seed) {
    Philox random = new Philox(seed, 0);
    DenseLayer base =
        new DenseLayer(
            List.of(
                new Parameter("fc.weight", normal(Shape.of(3, in), random)),
                new Parameter("fc.weight.new", normal(Shape.of(3, 1), random))),
            new Parameter("fc.bias", normal(Shape.of(3), random)));
    LoraLinear layer = LoraLinear.of("fc", base, new LoraConfig(2, 3, 1), random);
    GradientCheck.backend().upload(normal(Shape.of(3, 2), random).toDoubles(), layer.b().tensor());
    GradientCheck.assertGradients(
        "LoraLinear",
        seed,
        (tape, v) -> layer.forward(tape, v.getFirst()),
        Map.of("x", normal(Shape.of(4, in + 1), random)));
  }

  private static Tensor normal(Shape shape, Philox random) {
    return Tensor.of(GradientCheck.backend(), shape, Initial.normal(1).draw(shape, random));
  }
}
