package dev.rankine.lora.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.DenseLayer;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.LoraLinear;
import dev.rankine.lora.Nets;
import dev.rankine.lora.WidenedLinear;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.AdapterConfigBuilder;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.config.InitLoraWeights;
import dev.rankine.lora.config.TargetModules;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.lora.model.Adapter;
import dev.rankine.lora.quant.QuantisedLinear;
import dev.rankine.lora.variant.DeltaOnly;
import dev.rankine.lora.variant.SummedWeight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Inputs (B, T, I) and beyond go through whatever sits on a linear layer as through the layer. */
class LeadingAxesTest {
  private static final Tensor X = Nets.normal(Nets.CPU, Shape.of(3, 2, 2, 9), 1);
  private static final Shape SEQUENCES = Shape.of(3, 4, 9);

  private static AdapterConfigBuilder all() {
    return AdapterConfig.of(new TargetModules.AllLinear()).r(3).bias(Bias.ALL);
  }

  /** Models with an adapter that has moved, (…, 9) to (…, 5); made anew by each call. */
  private static Map<String, Supplier<AdaptedModel>> models() {
    Map<String, Supplier<AdaptedModel>> models = new LinkedHashMap<>();
    models.put("LoRA", () -> adapted(net(), all().loraBias(true)));
    models.put("dropout", () -> adapted(net(), all().loraDropout(0.5)));
    models.put("PiSSA", () -> adapted(net(), all().initLoraWeights(InitLoraWeights.PISSA)));
    models.put("DoRA", () -> adapted(net(), all().useDora(true).loraBias(true)));
    models.put("DoRA, dropout", () -> adapted(net(), all().useDora(true).loraDropout(0.5)));
    models.put("AdaLoRA", () -> adapted(net(), at -> AdaLora.of(at, 3, 3, new Philox(1, 1))));
    models.put("sigma", () -> adapted(net(), at -> SigmaOnly.of(at, 3)));
    models.put("delta", () -> adapted(net(), FullDelta::of));
    models.put("4 bits", () -> adapted((Layer) QuantisedLinear.in(net()), all()));
    models.put("widened", () -> adapted(widened(), all()));
    return models;
  }

  private static Nets.Net net() {
    return Nets.net(Nets.CPU, 9, 7, 5, 3);
  }

  private static WidenedLinear widened() {
    Linear narrow = (Linear) Nets.net(Nets.CPU, 6, 5, 1, 3).fc1();
    return WidenedLinear.of(narrow, 3, WidenedLinear.Start.RANDOM, new Philox(2, 2));
  }

  private static AdaptedModel adapted(Layer base, AdapterConfigBuilder config) {
    AdaptedModel model = AdaptedModel.of(base);
    model.add("a", config.build(), new Philox(1, 1));
    Nets.train(model, "a", 7);
    return model;
  }

  private static AdaptedModel adapted(Layer base, Function<Base, Update> update) {
    AdaptedModel model = AdaptedModel.of(base);
    model.put("a", Adapter.of(all().build(), model.bases(), update));
    Nets.train(model, "a", 7);
    return model;
  }

  /** And layers made by hand. */
  private static Map<String, Supplier<? extends Layer>> layers() {
    Map<String, Supplier<? extends Layer>> layers = new LinkedHashMap<>(models());
    layers.put("blocks", () -> widened().layer());
    layers.put("delta alone", () -> new DeltaOnly(update()));
    layers.put("summed weight", () -> SummedWeight.of((LowRank) update()));
    layers.put(
        "by hand",
        () -> {
          DenseLayer base = DenseLayer.of((Linear) Nets.net(Nets.CPU, 9, 5, 1, 3).fc1());
          return LoraLinear.of("fc1", base, new LoraConfig(2, 4), new Philox(1, 1));
        });
    return layers;
  }

  private static Update update() {
    AdaptedModel model = adapted(Nets.net(Nets.CPU, 9, 5, 1, 3).fc1(), all());
    return model.adapter("a").updates().get("fc1");
  }

  /** What a layer gives, and the gradients of x and of all that trains. */
  private record Result(Shape shape, List<float[]> values) {
    static Result of(Layer layer, Shape input) {
      try (Tape tape = Tape.recording(Nets.CPU)) {
        Parameter x = new Parameter("x", X.reshape(input));
        Var y = layer.forward(tape, tape.parameter(x));
        Gradients gradients = tape.backward(y.mul(y).sum());
        List<float[]> values = new ArrayList<>(List.of(y.value().toFloats()));
        Stream.concat(Stream.of(x), layer.parameters().stream().filter(Parameter::trainable))
            .forEach(parameter -> values.add(gradients.of(parameter).toFloats()));
        return new Result(y.shape(), values);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> outputsAndGradientsHaveTheBitsOfTheFlattenedInput() {
    return layers().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      Result flat = Result.of(entry.getValue().get(), Shape.of(12, 9));
                      Result three = Result.of(entry.getValue().get(), SEQUENCES);
                      Result four = Result.of(entry.getValue().get(), X.shape());
                      assertEquals(Shape.of(3, 4, 5), three.shape());
                      assertEquals(Shape.of(3, 2, 2, 5), four.shape());
                      assertTrue(flat.values().size() > 2);
                      for (int i = 0; i < flat.values().size(); i++) {
                        assertArrayEquals(flat.values().get(i), three.values().get(i));
                        assertArrayEquals(flat.values().get(i), four.values().get(i));
                      }
                    }));
  }

  /** Merged by merge() and by plain(): alike to the bit, and near to what is not merged. */
  @TestFactory
  Stream<DynamicTest> merged() {
    return models().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      AdaptedModel model = entry.getValue().get();
                      float[] beside = Nets.outputs(model, X);
                      model.merge();
                      float[] merged = Nets.outputs(model, X);
                      assertArrayEquals(merged, Nets.outputs(model, X.reshape(12, 9)));
                      model.unmerge();
                      assertArrayEquals(merged, Nets.outputs(model.plain("a"), X));
                      assertArrayEquals(beside, merged, 1e-4f);
                      assertArrayEquals(beside, Nets.outputs(model, X));
                    }));
  }

  /** A row is an index of the first dimension: three names for (3, 4, 9), a sequence each. */
  @Test
  void eachRowOfTheFirstDimensionHasItsAdapter() {
    AdaptedModel model = adapted(net(), all().loraBias(true));
    model.add("dora", all().useDora(true).build(), new Philox(1, 2));
    Nets.train(model, "dora", 9);
    List<String> names = List.of("dora", AdaptedModel.BASE, "a");
    for (Shape shape : List.of(SEQUENCES, X.shape())) {
      Tensor x = X.reshape(shape);
      float[] expected = new float[60];
      for (int row = 0; row < 3; row++) {
        String name = names.get(row);
        model.activate(name.equals(AdaptedModel.BASE) ? new String[0] : new String[] {name});
        System.arraycopy(Nets.outputs(model, x), 20 * row, expected, 20 * row, 20);
      }
      try (Tape tape = Tape.none(Nets.CPU)) {
        Var y = model.forward(tape, tape.constant(x), names);
        assertEquals(shape.with(-1, 5), y.shape());
        assertArrayEquals(expected, y.value().toFloats());
        assertFalse(Arrays.equals(expected, Nets.outputs(model, x)));
        List<String> tooMany = List.of("a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a");
        assertThrows(
            IllegalArgumentException.class, () -> model.forward(tape, tape.constant(x), tooMany));
      }
    }
  }

  @Test
  void aVectorAndAnotherWidthAreRefusedAsByTheBase() {
    AdaptedModel model = adapted(net(), all());
    try (Tape tape = Tape.none(Nets.CPU)) {
      for (Shape shape : List.of(Shape.of(9), Shape.of(2, 3, 8))) {
        Var x = tape.constant(Tensor.zeros(Nets.CPU, shape));
        String adapted =
            assertThrows(ShapeException.class, () -> model.forward(tape, x)).getMessage();
        Layer base = (Layer) model.base();
        assertEquals(
            assertThrows(ShapeException.class, () -> base.forward(tape, x)).getMessage(), adapted);
      }
    }
  }
}
