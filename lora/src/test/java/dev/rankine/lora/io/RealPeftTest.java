package dev.rankine.lora.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.lora.Nets;
import dev.rankine.lora.combine.Combination;
import dev.rankine.lora.combine.Method;
import dev.rankine.lora.combine.Weighted;
import dev.rankine.lora.config.ConfigJson;
import dev.rankine.lora.model.AdaptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What PEFT itself saved is loaded, computes what torch computes, and is saved as it was. */
class RealPeftTest {
  /** Of outputs around 1; that of AdaLoRA has α/R for PEFT's α/(R + 10⁻⁵). */
  private static final float TOLERANCE = 2e-6f;

  @TempDir Path folder;

  static List<String> cases() {
    return TorchReference.cases();
  }

  private static AdaptedModel loaded(String name, Path from) throws IOException {
    AdaptedModel model = AdaptedModel.of(TorchReference.model(TorchReference.net(name)));
    AdapterFolder.load(model, "default", from);
    return model;
  }

  private static float[] outputs(String name, AdaptedModel model) {
    String net = TorchReference.net(name);
    return TorchNets.outputs(net, model, TorchReference.x(net));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsAreThoseOfTorch(String name) throws IOException {
    AdaptedModel model = loaded(name, TorchReference.RESOURCES.resolve(name));
    float tolerance = name.contains("adalora") ? 2 * TOLERANCE : TOLERANCE;
    assertArrayEquals(
        TorchReference.output(name, "y").orElseThrow(), outputs(name, model), tolerance);
    Optional<float[]> merged = TorchReference.output(name, "merged");
    if (merged.isPresent()) {
      model.merge();
      assertArrayEquals(merged.get(), outputs(name, model), tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatWasLoadedIsSavedAsItWas(String name) throws IOException {
    Path golden = TorchReference.RESOURCES.resolve(name);
    AdaptedModel model = loaded(name, golden);
    AdapterFolder.save(model, "default", folder);
    Map<String, Tensor> expected = tensors(golden);
    expected.keySet().removeIf(RealPeftTest::isOfTheBase);
    Map<String, Tensor> actual = tensors(folder);
    assertEquals(expected.keySet(), actual.keySet());
    for (String key : expected.keySet()) {
      assertEquals(expected.get(key).shape(), actual.get(key).shape(), key);
      assertArrayEquals(expected.get(key).toFloats(), actual.get(key).toFloats(), key);
    }
    assertEquals(
        PeftGolden.fields(golden.resolve("adapter_config.json")),
        PeftGolden.fields(folder.resolve("adapter_config.json")));
    assertArrayEquals(outputs(name, model), outputs(name, loaded(name, folder)));
  }

  /** As add_weighted_adapter makes it of two adapters; dare_linear is random. */
  @Test
  void combinationsAreThoseOfPeft() throws IOException {
    AdaptedModel model = AdaptedModel.of(TorchReference.model("mlp"));
    for (String name : List.of("one", "two")) {
      AdapterFolder.load(model, name, TorchReference.RESOURCES.resolve("combined/" + name));
    }
    assertCombined(model, "cat", new Method.Cat(), -0.2);
    assertCombined(model, "svd", new Method.Truncated(2), -0.2);
    assertCombined(model, "linear", new Method.Linear(), -0.2);
    assertCombined(model, "ties", new Method.Ties(0.5), 0.4);
  }

  private static void assertCombined(AdaptedModel model, String kind, Method method, double two) {
    List<Weighted> weights = List.of(new Weighted("one", 0.7), new Weighted("two", two));
    model.put(kind, Combination.of(model, weights, method).adapter());
    model.activate(kind);
    assertArrayEquals(
        TorchReference.combined(kind),
        Nets.outputs(model, TorchReference.x("mlp")),
        TOLERANCE,
        kind);
  }

  static List<Path> refused() throws IOException {
    try (Stream<Path> files = Files.list(TorchReference.RESOURCES.resolve("refused"))) {
      return files.sorted().toList();
    }
  }

  /** The file's name is what the refusal has to say. */
  @ParameterizedTest
  @MethodSource("refused")
  void whatMeansSomethingElseIsRefusedInOneLine(Path json) throws IOException {
    String text = Files.readString(json);
    String message =
        assertThrows(IllegalArgumentException.class, () -> ConfigJson.read(text)).getMessage();
    String word = json.getFileName().toString().replace(".json", "");
    assertTrue(message.contains(word) && message.lines().count() == 1, message);
  }

  /** What PEFT saves of the base where it has no need to. */
  private static boolean isOfTheBase(String key) {
    return key.endsWith("embed_tokens.base_layer.weight")
        || key.contains(".lm_head.base_layer.")
        || key.contains(".original_module.")
        || key.contains(".modules_to_save.");
  }

  private static Map<String, Tensor> tensors(Path from) throws IOException {
    return new TreeMap<>(
        Safetensors.read(from.resolve("adapter_model.safetensors"), Nets.CPU).tensors());
  }
}
