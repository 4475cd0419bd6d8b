package dev.rankine.lora.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.model.AdaptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the versions of PEFT write for {@code bias: lora_only}, and what is made of it. */
class WrappedBiasesTest {
  private static final Path GOLDEN = PeftGolden.RESOURCES.resolve("lora_only");
  private static final String BIAS = "base_model.model.fc1.base_layer.bias";
  private static final String OLD_BIAS = "base_model.model.fc1.bias";
  private static final Tensor X = Nets.normal(Nets.CPU, Shape.of(6, 4), 1);

  private final List<String> said = new ArrayList<>();
  private final Logger logger = Logger.getLogger("dev.rankine.lora.io");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          said.add(line.getLevel() + line.getMessage() + Arrays.toString(line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private static AdaptedModel net() {
    return AdaptedModel.of(Nets.net(Nets.CPU, 4, 3, 2, 5));
  }

  private static float[] bias(AdaptedModel model) {
    return model.plain(model.active().getFirst()).parameters().get(1).tensor().toFloats();
  }

  private static Map<String, Tensor> tensors(Path from) throws IOException {
    return new TreeMap<>(
        Safetensors.read(from.resolve("adapter_model.safetensors"), Nets.CPU).tensors());
  }

  /** The golden adapter with another configuration, and other tensors. */
  private void write(String bias, Map<String, Tensor> tensors) throws IOException {
    String config = Files.readString(GOLDEN.resolve("adapter_config.json"));
    assertTrue(config.contains("\"lora_only\""));
    Files.writeString(
        folder.resolve("adapter_config.json"), config.replace("\"lora_only\"", "\"" + bias + "\""));
    new Safetensors(tensors, Map.of("format", "pt"))
        .write(folder.resolve("adapter_model.safetensors"));
  }

  @Test
  void aBiasThatPeftDidNotSaveIsTheModelsOwn() throws IOException {
    AdaptedModel model = net();
    float[] own = model.base().parameters().get(1).tensor().toFloats();
    AdapterFolder.load(model, "default", GOLDEN);
    assertEquals(1, said.size());
    assertTrue(said.getFirst().startsWith("WARNING"), said.getFirst());
    assertTrue(said.getFirst().contains(GOLDEN.toString()), said.getFirst());
    assertTrue(said.getFirst().contains("[" + BIAS + "]"), said.getFirst());
    assertArrayEquals(own, bias(model));
    Nets.train(model, "default", 3);
    assertFalse(Arrays.equals(own, bias(model)));
    assertArrayEquals(own, model.base().parameters().get(1).tensor().toFloats());
  }

  @Test
  void whatWeWriteHasTheBiasAndComesBackWithoutAWord() throws IOException {
    AdaptedModel model = net();
    AdapterFolder.load(model, "default", GOLDEN);
    Nets.train(model, "default", 3);
    AdapterFolder.save(model, "default", folder);
    assertTrue(tensors(folder).containsKey(BIAS));
    said.clear();
    AdaptedModel other = net();
    AdapterFolder.load(other, "default", folder);
    assertEquals(List.of(), said);
    assertArrayEquals(Nets.outputs(model, X), Nets.outputs(other, X));
    AdaptedModel third = net();
    AdapterConfig config = AdapterConfig.of("fc2").bias(Bias.LORA_ONLY).build();
    third.add("default", config, new Philox(1, 1));
    AdapterFolder.swap(third, "default", folder);
    assertArrayEquals(Nets.outputs(model, X), Nets.outputs(third, X));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora_only", "all"})
  void theNameFromBeforeLayersWereWrappedIsRead(String setting) throws IOException {
    Map<String, Tensor> tensors = tensors(GOLDEN);
    float[] values = {0.5f, -2, 3};
    tensors.put(OLD_BIAS, Tensor.of(Nets.CPU, Shape.of(3), values));
    if (setting.equals("all")) {
      tensors.put("base_model.model.fc2.bias", Tensor.of(Nets.CPU, Shape.of(2), 1f, 2f));
    }
    write(setting, tensors);
    AdaptedModel model = net();
    AdapterFolder.load(model, "default", folder);
    assertEquals(List.of(), said);
    assertArrayEquals(values, bias(model));
  }

  private void assertRefused(String... parts) {
    AdaptedModel model = net();
    String message =
        assertThrows(FormatException.class, () -> AdapterFolder.load(model, "x", folder))
            .getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertEquals(List.of(), model.names());
    assertEquals(List.of(), said);
  }

  @Test
  void nothingElseMayBeMissingOrTooMuch() throws IOException {
    write("all", tensors(GOLDEN));
    assertRefused("lacks [" + BIAS + ", base_model.model.fc2.bias]");
    Map<String, Tensor> tensors = tensors(GOLDEN);
    tensors.remove("base_model.model.fc1.lora_B.weight");
    write("lora_only", tensors);
    assertRefused("lacks [base_model.model.fc1.lora_B.weight]", "should not have []");
    tensors = tensors(GOLDEN);
    tensors.put(BIAS, Tensor.zeros(Nets.CPU, Shape.of(3)));
    tensors.put(OLD_BIAS, Tensor.zeros(Nets.CPU, Shape.of(3)));
    write("lora_only", tensors);
    assertRefused("should not have [" + OLD_BIAS + "]");
    tensors.remove(OLD_BIAS);
    write("none", tensors);
    assertRefused(BIAS + " (3) is of another base");
  }
}
