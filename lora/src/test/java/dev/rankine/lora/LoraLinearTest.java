package dev.rankine.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LoraLinearTest {
  private static final Backend CPU = Backend.cpu();

  private static Linear linear(Backend backend, int in, int out, Philox random) {
    return Linear.of(Parameters.initialise(backend, random).at("fc"), in, out);
  }

  private static LoraLinear adapted(Linear base, LoraConfig config, Philox random) {
    base.parameters().forEach(Parameter::freeze);
    return LoraLinear.of("fc", DenseLayer.of(base), config, random);
  }

  private static float[] outputs(Layer layer, Tensor x) {
    try (Tape tape = Tape.none(CPU)) {
      return layer.forward(tape, tape.constant(x)).value().toFloats();
    }
  }

  private static Tensor normal(Shape shape, Philox random) {
    return Tensor.of(CPU, shape, Initial.normal(1).draw(shape, random));
  }

  @Property
  void atTheStartTheAdaptedLayerComputesWhatItsBaseComputes(
      @ForAll @IntRange(min = 1, max = 40) int in,
      @ForAll @IntRange(min = 1, max = 20) int out,
      @ForAll @IntRange(min = 1, max = 9) int rank,
      @ForAll long seed) {
    Philox random = new Philox(seed, 0);
    Linear base = linear(CPU, in, out, random);
    Tensor x = normal(Shape.of(5, in), random);
    LoraLinear adapted = adapted(base, new LoraConfig(rank, 16), random);
    assertArrayEquals(outputs(base, x), outputs(adapted, x));
  }

  @Property
  void mergedAndUnmergedOutputsAgree(
      @ForAll @IntRange(min = 1, max = 40) int in,
      @ForAll @IntRange(min = 1, max = 20) int out,
      @ForAll long seed) {
    Philox random = new Philox(seed, 0);
    Linear base = linear(CPU, in, out, random);
    LoraLinear adapted = adapted(base, new LoraConfig(4, 8), random);
    CPU.upload(normal(Shape.of(out, 4), random).toFloats(), adapted.b().tensor());
    Linear merged = new Linear(new Parameter("m.weight", adapted.merged()), base.bias());
    Tensor x = normal(Shape.of(3, in), random);
    float[] expected = outputs(adapted, x);
    float[] actual = outputs(merged, x);
    double largest = 0;
    for (float value : x.toFloats()) {
      largest = Math.max(largest, Math.abs(value));
    }
    double weights = 0;
    for (float value : adapted.merged().toFloats()) {
      weights = Math.max(weights, Math.abs(value));
    }
    // 4·√k·2⁻²⁴·Σ|a·b|, with Σ bounded through the largest entries and room for both chains.
    double bound = 16 * Math.sqrt(in + 4) * 0x1p-24 * (in + 4) * largest * (weights + 1) * 4;
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], bound);
    }
  }

  @Test
  void unmergingGivesTheExactBytesOfTheBase() {
    Philox random = new Philox(3, 0);
    Linear base = linear(CPU, 30, 12, random);
    float[] before = base.weight().tensor().toFloats();
    LoraLinear adapted = adapted(base, new LoraConfig(4, 8), random);
    CPU.upload(normal(Shape.of(12, 4), random).toFloats(), adapted.b().tensor());
    assertFalse(Arrays.equals(before, adapted.merged().toFloats()));
    assertArrayEquals(before, adapted.unmerged().toFloats());
    assertArrayEquals(before, base.weight().tensor().toFloats());
  }

  @Test
  void deltaIsScaledProduct() {
    Linear base = linear(CPU, 2, 2, new Philox(1, 0));
    LoraLinear adapted = adapted(base, new LoraConfig(1, 3), new Philox(1, 1));
    CPU.upload(new float[] {1, 2}, adapted.a().tensor());
    CPU.upload(new float[] {10, 20}, adapted.b().tensor());
    assertArrayEquals(new float[] {30, 60, 60, 120}, adapted.delta().toFloats());
  }

  @Test
  void aZeroColumnLeavesTheOutputsAsTheyWere() {
    Philox random = new Philox(9, 0);
    Linear base = linear(CPU, 784, 64, random);
    WidenedLinear widened = WidenedLinear.of(base, 1, WidenedLinear.Start.ZERO, random);
    LoraLinear adapted = LoraLinear.of("fc", widened.layer(), new LoraConfig(8, 16), random);
    Tensor wide = normal(Shape.of(6, 785), random);
    float[] narrow = new float[6 * 784];
    float[] values = wide.toFloats();
    for (int row = 0; row < 6; row++) {
      System.arraycopy(values, row * 785, narrow, row * 784, 784);
    }
    float[] expected = outputs(base, Tensor.of(CPU, Shape.of(6, 784), narrow));
    assertArrayEquals(expected, outputs(widened, wide));
    assertArrayEquals(expected, outputs(adapted, wide));
  }

  @Test
  void aWidenedLayerHasTheBitsOfOnePlainLayer() {
    Philox random = new Philox(10, 0);
    Linear base = linear(CPU, 37, 11, random);
    WidenedLinear widened = WidenedLinear.of(base, 3, WidenedLinear.Start.RANDOM, random);
    Tensor whole = WidenedLinear.assemble(widened.layer());
    assertEquals(Shape.of(11, 40), whole.shape());
    Linear plain = new Linear(new Parameter("p.weight", whole), base.bias());
    Tensor x = normal(Shape.of(7, 40), random);
    assertArrayEquals(outputs(plain, x), outputs(widened, x));
  }

  @Test
  void trainingChangesTheAdapterAndTheNewColumnAlone() {
    Philox random = new Philox(4, 0);
    Linear base = linear(CPU, 20, 6, random);
    float[] weight = base.weight().tensor().toFloats();
    float[] bias = base.bias().tensor().toFloats();
    base.parameters().forEach(Parameter::freeze);
    WidenedLinear widened = WidenedLinear.of(base, 1, WidenedLinear.Start.RANDOM, random);
    LoraLinear layer = LoraLinear.of("fc", widened.layer(), new LoraConfig(2, 4), random);
    List<Parameter> trainable = layer.parameters().stream().filter(Parameter::trainable).toList();
    assertEquals(List.of(widened.added(), layer.a(), layer.b()), trainable);
    float[][] before = values(trainable);
    Adam adam = new Adam(trainable, 0.01);
    Tensor x = normal(Shape.of(8, 21), random);
    for (int step = 0; step < 3; step++) {
      try (Tape tape = Tape.recording(CPU)) {
        Var y = layer.forward(tape, tape.constant(x));
        Gradients gradients = tape.backward(y.mul(y).mean());
        assertFalse(gradients.reached(base.weight()));
        adam.step(gradients);
      }
    }
    assertArrayEquals(weight, base.weight().tensor().toFloats());
    assertArrayEquals(bias, base.bias().tensor().toFloats());
    float[][] after = values(trainable);
    for (int i = 0; i < before.length; i++) {
      assertFalse(Arrays.equals(before[i], after[i]), trainable.get(i).name());
    }
  }

  private static float[][] values(List<Parameter> parameters) {
    return parameters.stream().map(p -> p.tensor().toFloats()).toArray(float[][]::new);
  }

  @Test
  void aStartsNormalAndBAtZero() {
    LoraLinear layer =
        adapted(linear(CPU, 500, 20, new Philox(1, 0)), new LoraConfig(8, 16), new Philox(1, 1));
    double squares = 0;
    for (float value : layer.a().tensor().toFloats()) {
      squares += value * value;
    }
    assertEquals(0.01, Math.sqrt(squares / 4000), 0.0005);
    assertArrayEquals(new float[160], layer.b().tensor().toFloats());
    assertEquals("fc.lora_A.weight", layer.a().name());
    assertEquals("fc.lora_B.weight", layer.b().name());
  }

  @Test
  void invalidConfigurationsAreNamed() {
    assertTrue(message(() -> new LoraConfig(0, 16)).contains("rank 0"));
    assertTrue(message(() -> new LoraConfig(8, Double.NaN)).contains("alpha NaN"));
    assertTrue(message(() -> new LoraConfig(8, 16, -1)).contains("deviation -1"));
    Linear base = linear(CPU, 2, 2, new Philox(1, 0));
    assertTrue(
        message(() -> WidenedLinear.of(base, 0, WidenedLinear.Start.ZERO, new Philox(1, 1)))
            .contains("0 columns"));
  }

  private static String message(org.junit.jupiter.api.function.Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }
}
