package dev.rankine.lora.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.lora.Nets;
import dev.rankine.lora.model.AdaptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is written is, to the byte, what PEFT 0.21.0 loaded without a warning and without a key that
 * was missing or too much; and torch computed with it what is computed here.
 */
class PeftReadsTest {
  /** Of the largest output: float32 on both sides. */
  private static final float TOLERANCE = 2e-6f;

  @TempDir Path folder;

  static List<String> names() {
    return Written.configs().keySet().stream().toList();
  }

  private void assertWritten(String name, AdaptedModel model) throws IOException {
    Path written = Written.save(name, model, folder);
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(Written.RESOURCES.resolve(name).resolve(file)),
          Files.readAllBytes(written.resolve(file)),
          file);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theFilesAreThoseThatPeftRead(String name) throws IOException {
    assertWritten(name, Written.model(name));
  }

  @Test
  void soAreThoseOfWhatIsMadeOfAdapters() throws IOException {
    for (Map.Entry<String, AdaptedModel> entry : Written.made().entrySet()) {
      assertWritten(entry.getKey(), entry.getValue());
    }
  }

  @Test
  void outputsAreThoseOfTorch() throws IOException {
    Map<String, Tensor> torch =
        new TreeMap<>(
            Safetensors.read(Written.RESOURCES.resolve("outputs.safetensors"), Nets.CPU).tensors());
    for (Map.Entry<String, Tensor> output : torch.entrySet()) {
      String[] steps = output.getKey().split("/");
      AdaptedModel model = AdaptedModel.of(TorchReference.model(steps[0]));
      AdapterFolder.load(model, "x", Written.RESOURCES.resolve(steps[0]).resolve(steps[1]));
      if (steps[2].equals("merged")) {
        model.merge();
      }
      float[] expected = output.getValue().toFloats();
      float[] actual = TorchNets.outputs(steps[0], model, TorchReference.x(steps[0]));
      assertArrayEquals(expected, actual, TOLERANCE * largest(expected), output.getKey());
    }
    assertEquals(2 * (names().size() + 2) - 1, torch.size());
  }

  private static float largest(float[] values) {
    float most = 1;
    for (float value : values) {
      most = Math.max(most, Math.abs(value));
    }
    return most;
  }
}
