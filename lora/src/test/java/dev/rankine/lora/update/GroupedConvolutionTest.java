package dev.rankine.lora.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry.Window;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.combine.Combination;
import dev.rankine.lora.combine.Method;
import dev.rankine.lora.combine.Weighted;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.io.AdapterFolder;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.lora.model.Adapter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions in groups: A sees all channels, B carries the groups. */
class GroupedConvolutionTest {
  private static final Backend EXACT = GradientCheck.backend();
  private static final AdapterConfig CONFIG =
      AdapterConfig.of("conv").r(4).loraAlpha(3).loraBias(true).build();

  /** 4 channels to 6, 3×3. */
  private static Conv2d conv(Backend backend, Window window) {
    Parameters source = Parameters.initialise(backend, new Philox(5, 0));
    return Conv2d.of(source.at("conv"), 4, 6, 3, window);
  }

  private static AdaptedModel model(Backend backend, int groups) {
    AdaptedModel model = AdaptedModel.of(conv(backend, new Window(1, 1, 1, groups)));
    model.add("a", CONFIG, new Philox(1, 1));
    Nets.train(model, "a", 7);
    return model;
  }

  private static LowRank update(AdaptedModel model) {
    return (LowRank) model.adapter("a").updates().get("conv");
  }

  private static Tensor images(Backend backend) {
    return Nets.normal(backend, Shape.of(2, 4, 6, 5), 3);
  }

  /** scale·B·A as the weight of a dense convolution, (6, 4, 3, 3), by plain loops. */
  private static double[] dense(LowRank update, int groups) {
    double[] a = update.a().tensor().toDoubles();
    double[] b = update.b().tensor().toDoubles();
    int each = 4 / groups;
    double[] delta = new double[6 * 36];
    for (int o = 0; o < 6; o++) {
      int group = o / (6 / groups);
      for (int r = 0; r < each; r++) {
        for (int i = 0; i < 36; i++) {
          delta[36 * o + i] += update.scale() * b[o * each + r] * a[(group * each + r) * 36 + i];
        }
      }
    }
    return delta;
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,2", "2,0,1,2", "1,2,2,2", "2,1,2,1"})
  void whatIsAddedIsTheDenseProductOfBothFactors(
      int stride, int padding, int dilation, int groups) {
    Window window = new Window(stride, padding, dilation, groups);
    AdaptedModel model = AdaptedModel.of(conv(EXACT, window));
    model.add("a", CONFIG, new Philox(1, 1));
    Nets.train(model, "a", 7);
    LowRank update = update(model);
    assertEquals(Shape.of(4, 4, 3, 3), update.a().shape());
    assertEquals(Shape.of(6, 4 / groups, 1, 1), update.b().shape());
    try (Tape tape = Tape.none(EXACT)) {
      Var x = tape.constant(images(EXACT));
      Var delta = tape.constant(Tensor.of(EXACT, Shape.of(6, 4, 3, 3), dense(update, groups)));
      Optional<Var> bias = update.biasDelta().map(tape::constant);
      Var expected = Conv2dOp.of(x, delta, bias, new Window(stride, padding, dilation));
      double[] base = ((Conv2d) model.base()).forward(tape, x).value().toDoubles();
      double[] actual = model.forward(tape, x).value().toDoubles();
      double[] added = expected.value().toDoubles();
      for (int i = 0; i < base.length; i++) {
        assertEquals(base[i] + added[i], actual[i], 1e-12);
      }
    }
  }

  @Test
  void gradients() {
    AdaptedModel model = model(EXACT, 2);
    GradientCheck.of("grouped LowRank", 1)
        .assertGradients(
            (tape, v) -> model.forward(tape, v.getFirst()),
            new TreeMap<>(Map.of("x", images(EXACT))),
            model.trainable());
    Base base = model.bases().get("conv");
    FullDelta delta = FullDelta.of(base);
    GradientCheck.of("grouped FullDelta", 1)
        .assertGradients(
            (tape, v) -> delta.added(tape, v.getFirst(), v::getFirst),
            new TreeMap<>(Map.of("x", images(EXACT))),
            delta.trainable());
  }

  @Test
  void filesComeBackInTheSameBits(@TempDir Path folder) throws IOException {
    AdaptedModel model = model(Nets.CPU, 2);
    AdapterFolder.saveAll(model, folder);
    AdaptedModel other = AdaptedModel.of(conv(Nets.CPU, new Window(1, 1, 1, 2)));
    AdapterFolder.load(other, "b", folder.resolve("a"));
    Tensor x = images(Nets.CPU);
    assertArrayEquals(Nets.outputs(model, x), Nets.outputs(other, x));
  }

  @Test
  void mergingIsRefusedWithTheReasonAndChangesNothing() {
    AdaptedModel model = model(Nets.CPU, 2);
    Tensor x = images(Nets.CPU);
    float[] before = Nets.outputs(model, x);
    String hash = Nets.hash(model.parameters());
    String reason = "conv: a convolution in 2 groups cannot take up B·A, for A mixes the channels";
    assertTrue(message(model::merge).startsWith("merge: " + reason));
    assertTrue(message(() -> model.plain("a")).startsWith("merge: " + reason));
    assertFalse(model.isMerged());
    assertArrayEquals(before, Nets.outputs(model, x));
    assertEquals(hash, Nets.hash(model.parameters()));
    Executable cat = () -> Combination.of(model, List.of(new Weighted("a", 2)), new Method.Cat());
    assertTrue(message(cat).startsWith("combine: " + reason));
    AdapterConfig dora = CONFIG.toBuilder().useDora(true).build();
    assertTrue(message(() -> model.add("d", dora, new Philox(1, 1))).contains("DoRA: " + reason));
    Base base = model.bases().get("conv");
    assertTrue(message(() -> SigmaOnly.of(base, 2)).startsWith("singular values: " + reason));
    Executable adaLora = () -> AdaLora.of(base, 2, 2, new Philox(1, 1));
    assertTrue(message(adaLora).startsWith("AdaLoRA: " + reason));
  }

  @Test
  void oneAdapterWithWeightOneIsStillItself() {
    AdaptedModel model = model(Nets.CPU, 2);
    Tensor x = images(Nets.CPU);
    float[] alone = Nets.outputs(model, x);
    Adapter same = Combination.of(model, List.of(new Weighted("a", 1)), new Method.Cat()).adapter();
    model.put("same", same);
    model.activate("same");
    assertArrayEquals(alone, Nets.outputs(model, x), 1e-5f);
  }

  @Test
  void aFullDeltaOfGroupsMerges() {
    AdaptedModel model = AdaptedModel.of(conv(Nets.CPU, new Window(1, 1, 1, 2)));
    model.put("full", Adapter.of(CONFIG, model.bases(), FullDelta::of));
    Nets.train(model, "full", 7);
    Tensor x = images(Nets.CPU);
    assertArrayEquals(Nets.outputs(model, x), Nets.outputs(model.plain("full"), x), 1e-4f);
  }

  @Test
  void theRankMustBeAMultipleOfTheGroups() {
    AdaptedModel model = AdaptedModel.of(conv(Nets.CPU, new Window(1, 1, 1, 2)));
    AdapterConfig odd = CONFIG.toBuilder().r(3).build();
    assertEquals(
        "conv: rank 3 cannot be divided among the convolution's 2 groups; choose a multiple of 2,"
            + " or exclude the layer",
        message(() -> model.add("a", odd, new Philox(1, 1))));
  }

  private static String message(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }
}
