package dev.rankine.autograd.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.Npz;
import dev.rankine.engine.io.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's parameters and states go to files and come back, to the bit. */
class ModelFilesTest {
  private final Backend backend = Backend.cpu();

  private static Sequential model(Parameters source) {
    return Sequential.of(
        Conv2d.of(source.at("conv"), 2, 3, 3, Conv2dGeometry.Window.DENSE),
        BatchNorm2d.of(source.at("bn"), 3),
        new Flatten(),
        Linear.of(source.at("fc"), 12, 2));
  }

  private Sequential fresh() {
    return model(Parameters.initialise(backend, new Philox(9, 0)));
  }

  private void requireEqual(Model expected, Map<String, Tensor> tensors) {
    Parameters source = Parameters.load(backend, tensors);
    Model actual = model(source);
    source.requireAllUsed();
    assertEquals(expected.named().sequencedKeySet(), actual.named().sequencedKeySet());
    expected
        .named()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(tensor.toFloats(), actual.named().get(name).toFloats(), name));
  }

  @Test
  void names() {
    assertEquals(
        List.of(
            "conv.weight",
            "conv.bias",
            "bn.weight",
            "bn.bias",
            "bn.running_mean",
            "bn.running_var",
            "fc.weight",
            "fc.bias"),
        List.copyOf(fresh().named().keySet()));
  }

  @Test
  void safetensors(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Sequential model = fresh();
    new Safetensors(model.named(), Map.of("format", "pt")).write(file);
    requireEqual(model, Safetensors.read(file, backend).tensors());
  }

  @Test
  void npz(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.npz");
    Sequential model = fresh();
    new Npz(new LinkedHashMap<>(model.named())).write(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, NdArray> entry : Npz.read(file, backend).arrays().entrySet()) {
      tensors.put(entry.getKey(), (Tensor) entry.getValue());
    }
    requireEqual(model, tensors);
  }

  @Test
  void twoOfOneName() {
    Parameters source = Parameters.initialise(backend, new Philox(9, 0));
    Linear layer = Linear.of(source, 2, 2);
    String message =
        assertThrows(IllegalStateException.class, () -> Sequential.of(layer, layer).named().size())
            .getMessage();
    assertEquals("two parameters are called weight; build each layer at its own path", message);
  }
}
