package dev.rankine.lora.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Embedding;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.engine.io.StoredFloat;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdaLoraConfig;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.config.InitLoraWeights;
import dev.rankine.lora.config.TargetModules;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.lora.model.Adapter;
import dev.rankine.lora.update.AdaLora;
import dev.rankine.lora.variant.RankAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterFolderTest {
  private static final Tensor X = Nets.normal(Nets.CPU, Shape.of(6, 4), 1);

  @TempDir Path folder;

  private static AdaptedModel net() {
    return AdaptedModel.of(Nets.net(Nets.CPU, 4, 3, 2, 5));
  }

  private static double[] golden(String key, int... shape) {
    float[] values = PeftGolden.values("base_model.model." + key, shape);
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] doubles(Parameter parameter) {
    return parameter.tensor().toDoubles();
  }

  /** W + scale·B·A by plain loops. */
  private static double[] plus(double[] w, double[] b, double[] a, int rank, double scale) {
    double[] sum = w.clone();
    int in = a.length / rank;
    for (int i = 0; i < sum.length; i++) {
      for (int r = 0; r < rank; r++) {
        sum[i] += scale * b[i / in * rank + r] * a[r * in + i % in];
      }
    }
    return sum;
  }

  private static void assertClose(double[] expected, Parameter actual) {
    assertArrayEquals(expected, doubles(actual), 2e-6, actual.name());
  }

  @Test
  void theGoldenFilesAreWhatTheGeneratorWrites() throws IOException {
    for (Map.Entry<String, byte[]> file : PeftGolden.files().entrySet()) {
      assertArrayEquals(
          file.getValue(),
          Files.readAllBytes(PeftGolden.RESOURCES.resolve(file.getKey())),
          file.getKey());
    }
  }

  @Test
  void linearAdaptersOfPeftAreRead() throws IOException {
    AdaptedModel model = net();
    AdapterFolder.load(model, "default", PeftGolden.RESOURCES.resolve("linear"));
    List<Parameter> base = model.base().parameters();
    List<Parameter> merged = model.plain("default").parameters();
    double[] a = golden("fc1.lora_A.weight", 2, 4);
    double[] b = golden("fc1.lora_B.weight", 3, 2);
    assertClose(plus(doubles(base.get(0)), b, a, 2, 2), merged.get(0));
    assertClose(doubles(base.get(1)), merged.get(1));
    double[] a2 = golden("fc2.lora_A.weight", 1, 3);
    double[] b2 = golden("fc2.lora_B.weight", 2, 1);
    assertClose(plus(doubles(base.get(2)), b2, a2, 1, 4), merged.get(2));
    AdapterFolder.load(model, "odd", PeftGolden.RESOURCES.resolve("linear/my lora_A.weight"));
    List<Parameter> odd = model.plain("odd").parameters();
    assertClose(plus(doubles(base.get(0)), b, a, 2, 3 / Math.sqrt(2)), odd.get(0));
    assertClose(doubles(base.get(2)), odd.get(2));
  }

  @Test
  void doraOfPeftIsRead() throws IOException {
    AdaptedModel model = net();
    AdapterFolder.load(model, "default", PeftGolden.RESOURCES.resolve("dora"));
    List<Parameter> base = model.base().parameters();
    List<Parameter> merged = model.plain("default").parameters();
    double[] a = golden("fc1.lora_A.weight", 2, 4);
    double[] direction = plus(doubles(base.get(0)), golden("fc1.lora_B.weight", 3, 2), a, 2, 2);
    double[] magnitude = golden("fc1.lora_magnitude_vector", 3);
    double[] bias = golden("fc1.base_layer.bias", 3);
    double[] loraBias = golden("fc1.lora_B.bias", 3);
    for (int o = 0; o < 3; o++) {
      double norm = 0;
      for (int i = 0; i < 4; i++) {
        norm += direction[4 * o + i] * direction[4 * o + i];
      }
      double stretch = magnitude[o] / Math.sqrt(norm);
      for (int i = 0; i < 4; i++) {
        direction[4 * o + i] *= stretch;
      }
      bias[o] += stretch * 2 * loraBias[o];
    }
    assertClose(direction, merged.get(0));
    assertClose(bias, merged.get(1));
    assertClose(doubles(base.get(2)), merged.get(2));
    assertClose(golden("fc2.bias", 2), merged.get(3));
  }

  @Test
  void embeddingsOfPeftAreRead() throws IOException {
    Parameters source = Parameters.initialise(Nets.CPU, new Philox(3, 0));
    AdaptedModel model = AdaptedModel.of(Embedding.of(source.at("words"), 6, 3));
    AdapterFolder.load(model, "default", PeftGolden.RESOURCES.resolve("embedding"));
    double[] a = golden("words.lora_embedding_A", 2, 6);
    double[] b = golden("words.lora_embedding_B", 3, 2);
    double[] table = doubles(model.base().parameters().getFirst());
    for (int row = 0; row < 6; row++) {
      for (int d = 0; d < 3; d++) {
        table[3 * row + d] += 2 * (b[2 * d] * a[row] + b[2 * d + 1] * a[6 + row]);
      }
    }
    assertClose(table, model.plain("default").parameters().getFirst());
    Path written = AdapterFolder.save(model, "default", folder);
    assertEquals(
        tensors(PeftGolden.RESOURCES.resolve("embedding")).keySet(), tensors(written).keySet());
  }

  /** Of fc1 triplets 0 and 2 of 4 are kept, at the scale of 4; of fc2 none. */
  @Test
  void adaLoraOfPeftIsReadAndWrittenBack() throws IOException {
    Path golden = PeftGolden.RESOURCES.resolve("adalora");
    AdaptedModel model = net();
    AdapterFolder.load(model, "default", golden);
    List<Parameter> base = model.base().parameters();
    List<Parameter> merged = model.plain("default").parameters();
    double[] a = golden("fc1.lora_A", 2, 4);
    double[] lambda = golden("fc1.lora_E", 2, 1);
    for (int i = 0; i < a.length; i++) {
      a[i] *= lambda[i / 4];
    }
    assertClose(plus(doubles(base.get(0)), golden("fc1.lora_B", 3, 2), a, 2, 1), merged.get(0));
    assertClose(doubles(base.get(2)), merged.get(2));
    AdapterFolder.save(model, "default", folder);
    Map<String, Tensor> actual = tensors(folder);
    assertEquals(tensors(golden).keySet(), actual.keySet());
    tensors(golden).forEach((key, x) -> assertEquals(x.shape(), actual.get(key).shape(), key));
    assertEquals(
        PeftGolden.fields(golden.resolve("adapter_config.json")),
        PeftGolden.fields(folder.resolve("adapter_config.json")));
    AdapterFolder.load(model, "again", folder);
    float[] once = Nets.outputs(model, X);
    model.activate("again");
    assertArrayEquals(once, Nets.outputs(model, X));
  }

  @Test
  void adaLoraInTrainingComesBackInTheSameBits() throws IOException {
    AdapterConfig layers = AdapterConfig.of("conv.3", "fc").loraAlpha(3).build();
    AdaLoraConfig budget = new AdaLoraConfig(4, 2, 0, 5, 1, 0.85, 0.85, 0.5, 50);
    AdaptedModel model = AdaptedModel.of(Nets.convNet(Nets.CPU, 5));
    RankAllocator.add(model, "default", layers, budget, new Philox(1, 1));
    Nets.train(model, "default", 7);
    AdapterFolder.saveAll(model, folder);
    AdaptedModel other = AdaptedModel.of(Nets.convNet(Nets.CPU, 5));
    AdapterFolder.load(other, "again", folder);
    Tensor images = Nets.normal(Nets.CPU, Shape.of(2, 1, 8, 8), 1);
    assertArrayEquals(Nets.outputs(model, images), Nets.outputs(other, images));
    assertEquals(Optional.of(budget), other.adapter("again").config().adaLora());
    AdaptedModel odd = net();
    AdapterConfig plain = AdapterConfig.of("fc1").build();
    odd.put("odd", Adapter.of(plain, odd.bases(), at -> AdaLora.of(at, 2, 2, new Philox(1, 1))));
    String message =
        assertThrows(IllegalArgumentException.class, () -> AdapterFolder.save(odd, "odd", folder))
            .getMessage();
    assertTrue(message.contains("convert the adapter with Adapter.asLora"), message);
    odd.put("plain", odd.adapter("odd").asLora());
    AdapterFolder.save(odd, "plain", folder);
  }

  @Test
  void groupedConvolutionsOfPeftAreReadAndWrittenBack() throws IOException {
    Path golden = PeftGolden.RESOURCES.resolve("grouped");
    Parameters source = Parameters.initialise(Nets.CPU, new Philox(3, 0));
    AdaptedModel model =
        AdaptedModel.of(
            Conv2d.of(source.at("conv"), 4, 6, 3, new Conv2dGeometry.Window(1, 1, 1, 2)));
    AdapterFolder.load(model, "default", golden);
    AdapterFolder.save(model, "default", folder);
    Map<String, Tensor> expected = tensors(golden);
    Map<String, Tensor> actual = tensors(folder);
    assertEquals(expected.keySet(), actual.keySet());
    for (String key : expected.keySet()) {
      assertArrayEquals(expected.get(key).toFloats(), actual.get(key).toFloats());
    }
  }

  /** The golden numbers are eighths, which every format holds. */
  @ParameterizedTest
  @EnumSource(StoredFloat.class)
  void halfPrecisionFilesAreWrittenAndRead(StoredFloat type) throws IOException {
    AdaptedModel model = net();
    AdapterFolder.load(model, "default", PeftGolden.RESOURCES.resolve("linear"));
    Path written = AdapterFolder.save(model, "default", folder, type);
    AdapterFolder.load(model, "again", written);
    float[] before = Nets.outputs(model, X);
    model.activate("again");
    assertArrayEquals(before, Nets.outputs(model, X));
  }

  @Test
  void savedModulesOfPeftAreRead() throws IOException {
    AdaptedModel model = net();
    AdapterFolder.load(model, "default", PeftGolden.RESOURCES.resolve("saved"));
    List<Parameter> merged = model.plain("default").parameters();
    assertClose(doubles(model.base().parameters().get(1)), merged.get(1));
    assertClose(golden("fc2.weight", 2, 3), merged.get(2));
    assertClose(golden("fc2.bias", 2), merged.get(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "linear/my lora_A.weight", "dora", "saved", "conv"})
  void whatPeftWroteIsWrittenBack(String name) throws IOException {
    Path golden = PeftGolden.RESOURCES.resolve(name);
    Layer base = name.equals("conv") ? Nets.convNet(Nets.CPU, 5) : Nets.net(Nets.CPU, 4, 3, 2, 5);
    AdaptedModel model = AdaptedModel.of(base);
    AdapterFolder.load(model, "my lora_A", golden);
    Path written = AdapterFolder.save(model, "my lora_A", folder);
    assertEquals(folder.resolve("my lora_A"), written);
    Map<String, Tensor> expected = tensors(golden);
    Map<String, Tensor> actual = tensors(written);
    assertEquals(expected.keySet(), actual.keySet());
    for (String key : expected.keySet()) {
      assertEquals(expected.get(key).shape(), actual.get(key).shape());
      assertArrayEquals(expected.get(key).toFloats(), actual.get(key).toFloats());
    }
    assertEquals(
        PeftGolden.fields(golden.resolve("adapter_config.json")),
        PeftGolden.fields(written.resolve("adapter_config.json")));
  }

  private static Map<String, Tensor> tensors(Path folder) throws IOException {
    return new TreeMap<>(
        Safetensors.read(folder.resolve("adapter_model.safetensors"), Nets.CPU).tensors());
  }

  @ParameterizedTest
  @CsvSource({"KAIMING,false", "RANDOM,false", "PISSA,false", "OLORA,true", "KAIMING,true"})
  void anAdapterComesBackInTheSameBits(InitLoraWeights init, boolean dora) throws IOException {
    AdaptedModel model = net();
    AdapterConfig config =
        AdapterConfig.of(new TargetModules.AllLinear())
            .r(2)
            .loraAlpha(3)
            .useDora(dora)
            .useRslora(true)
            .loraBias(true)
            .bias(Bias.LORA_ONLY)
            .initLoraWeights(init)
            .build();
    model.add("default", config, new Philox(3, 3));
    Nets.train(model, "default", 7);
    AdapterFolder.saveAll(model, folder);
    AdaptedModel other = net();
    AdapterFolder.load(other, "again", folder);
    assertArrayEquals(Nets.outputs(model, X), Nets.outputs(other, X));
    assertEquals(config, other.adapter("again").config().toBuilder().others(Map.of()).build());
  }

  @Test
  void hotSwappingKeepsTheNameActive() throws IOException {
    AdaptedModel model = net();
    model.add("a", AdapterConfig.of("fc2").r(1).build(), new Philox(1, 1));
    AdapterFolder.swap(model, "a", PeftGolden.RESOURCES.resolve("linear"));
    float[] swapped = Nets.outputs(model, X);
    AdapterFolder.load(model, "b", PeftGolden.RESOURCES.resolve("linear"));
    model.activate("b");
    assertArrayEquals(Nets.outputs(model, X), swapped);
  }

  private void assertRefused(AdaptedModel model, Path from, String... parts) {
    String before = Nets.hash(model.parameters());
    String message =
        assertThrows(FormatException.class, () -> AdapterFolder.load(model, "x", from))
            .getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertEquals(before, Nets.hash(model.parameters()));
    assertEquals(List.of(), model.names());
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing() throws IOException {
    Path linear = PeftGolden.RESOURCES.resolve("linear");
    AdaptedModel wide = AdaptedModel.of(Nets.net(Nets.CPU, 5, 3, 2, 5));
    assertRefused(wide, linear, "fc1.lora_A.weight has shape", "4", "5");
    assertRefused(net(), PeftGolden.RESOURCES.resolve("conv"), "no layer is called 'conv.0'");
    copy(linear, "\"r\": 2,", "\"r\": 2000000000,");
    assertRefused(net(), folder, "it asks for rank 2000000000, the longest axis in");
    copy(linear, "\"rank_pattern\": {\"fc2\": 1}", "\"rank_pattern\": {}");
    assertRefused(net(), folder, "fc2.lora_A.weight has shape");
    copy(linear, "[\"fc1\", \"fc2\"]", "[\"fc1\"]");
    assertRefused(net(), folder, "should not have [base_model.model.fc2.lora_A.weight");
    copy(linear, "\"use_dora\": false", "\"use_dora\": true");
    assertRefused(net(), folder, "lacks [base_model.model.fc1.lora_magnitude_vector");
    copy(PeftGolden.RESOURCES.resolve("adalora"), "\"use_dora\": false", "\"use_dora\": true");
    assertRefused(net(), folder, "adapter_config.json", "AdaLoRA goes with none of");
    copy(PeftGolden.RESOURCES.resolve("adalora"), "[true, false, true, false]", "[true, 3]");
    assertRefused(net(), folder, "adapter_config.json", "fc1.lora_E is 3, expected a boolean");
    copy(PeftGolden.RESOURCES.resolve("adalora"), "\"lora_alpha\": 4", "\"lora_alpha\": 0");
    assertRefused(net(), folder, "lora_alpha is 0.0: AdaLoRA needs one above 0");
    copy(linear, "\"ensure_weight_tying\": false", "\"ensure_weight_tying\": true");
    assertRefused(net(), folder, "ensure_weight_tying is true: that is not supported here");
    copy(linear, "\"LORA\"", "\"IA3\"");
    assertRefused(net(), folder, "adapter_config.json", "IA3");
  }

  private void copy(Path golden, String text, String by) throws IOException {
    String config = Files.readString(golden.resolve("adapter_config.json"));
    assertTrue(config.contains(text));
    Files.writeString(folder.resolve("adapter_config.json"), config.replace(text, by));
    Files.write(
        folder.resolve("adapter_model.safetensors"),
        Files.readAllBytes(golden.resolve("adapter_model.safetensors")));
  }

  @Test
  void anAdapterOfAnotherBaseIsRefused() throws IOException {
    AdaptedModel model = net();
    model.add("default", AdapterConfig.of("fc1").build(), new Philox(1, 1));
    AdapterFolder.save(model, "default", folder);
    AdaptedModel other = AdaptedModel.of(Nets.net(Nets.CPU, 4, 3, 2, 6));
    assertRefused(other, folder, "another base", AdapterFolder.hash(model));
  }

  @Test
  void whatIsNotThereIsNamed() {
    Path nowhere = folder.resolve("nowhere");
    String message =
        assertThrows(IOException.class, () -> AdapterFolder.load(net(), "x", nowhere)).getMessage();
    assertTrue(message.contains("adapter_config.json: it cannot be read: there is no"), message);
  }

  @Test
  void theFileThatIsNotThereIsTheOneThatIsNamed() throws IOException {
    Path config = PeftGolden.RESOURCES.resolve("linear/adapter_config.json");
    Files.copy(config, folder.resolve("adapter_config.json"));
    String message =
        assertThrows(IOException.class, () -> AdapterFolder.load(net(), "x", folder)).getMessage();
    assertTrue(message.contains("adapter_model.safetensors: it cannot be read: there"), message);
    Files.write(folder.resolve("adapter_model.bin"), new byte[9]);
    assertRefused(net(), folder, "adapter_model.bin: a pickle is not read", "have PEFT save it as");
  }

  @Test
  void namesThatAreNoFoldersAreRefused() {
    for (String name : List.of("a/b", "..", "a\\b")) {
      AdaptedModel model = net();
      model.add(name, AdapterConfig.of("fc1").build(), new Philox(1, 1));
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> AdapterFolder.save(model, name, folder))
              .getMessage();
      assertTrue(message.contains("rename it"), message);
    }
  }
}
