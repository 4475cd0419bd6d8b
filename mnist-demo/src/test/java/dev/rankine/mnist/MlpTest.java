package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.mnist.data.DataSource;
import dev.rankine.mnist.data.IdxFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlpTest {
  @TempDir Path folder;

  @Test
  void trainsSavesLoadsAndEvaluates() throws IOException {
    IdxFiles.write(folder.resolve("data"), 640, 200);
    PrintStream systemOut = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path json = folder.resolve("run.json");
    String data = folder.resolve("data").toString();
    String out = folder.resolve("out").toString();
    try {
      System.setOut(new PrintStream(bytes, true));
      assertEquals(0, Main.execute("mlp", "--data", data, "--out", out, "--json", "" + json));
    } finally {
      System.setOut(systemOut);
    }
    String text = bytes.toString();
    assertTrue(text.contains("Training 203,530 of 203,530 parameters"), text);
    assertTrue(text.contains("epoch 10  loss"), text);
    assertTrue(text.contains("mlp.safetensors: test accuracy "), text);
    double accuracy =
        Double.parseDouble(
            Files.readString(json).replaceAll("(?s).*\"test_accuracy\" : ([0-9.]+).*", "$1"));
    assertTrue(accuracy > 0.6, "accuracy " + accuracy);
  }

  @Test
  void aReloadGivesTheSameBits() throws IOException {
    Backend backend = Backend.cpu();
    Examples digits = digits(backend);
    Examples data = digits.with(new Normalized(digits.inputs(), 0.5, 0.5));
    Trainer trainer = new Trainer(backend, data, data, new Progress.Quiet());
    Layer model = MlpCommand.net(Parameters.initialise(backend, new Philox(1, 1)));
    trainer.run(model, new Trainer.Plan(2, 16, 1e-3, new Philox(1, 2)));
    Path file = folder.resolve("mlp");
    new Safetensors(Run.tensors(model), Map.of()).write(file);
    Parameters stored = Parameters.load(backend, Safetensors.read(file, backend).tensors());
    Layer loaded = MlpCommand.net(stored);
    int[] all = IntStream.range(0, 64).toArray();
    float[] expected = logits(model, data, all);
    assertArrayEquals(expected, logits(loaded, data, all));
    for (int from : List.of(0, 16, 48)) {
      int[] part = IntStream.range(from, from + 16).toArray();
      float[] some = Arrays.copyOfRange(expected, 10 * from, 10 * (from + 16));
      assertArrayEquals(some, logits(loaded, data, part));
    }
  }

  private Examples digits(Backend backend) throws IOException {
    Path data = IdxFiles.write(folder.resolve("data"), 64, 10);
    return Examples.on(backend, new DataSource(line -> {}).load(Optional.of(data)).train());
  }

  private static float[] logits(Layer model, Examples data, int... rows) {
    Backend backend = data.labels().backend();
    try (Tape tape = Tape.none(backend)) {
      Indices some = Indices.of(backend, Shape.of(rows.length), rows);
      Tensor inputs = data.inputs().gather(tape, some);
      return model.forward(tape, tape.constant(inputs)).value().toFloats();
    }
  }

  @Test
  void pixelsAreInMinusOneToOne() throws IOException {
    Backend backend = Backend.cpu();
    Examples digits = digits(backend);
    Indices rows = Indices.of(backend, Shape.of(2), 3, 5);
    try (Tape tape = Tape.none(backend)) {
      float[] plain = digits.inputs().gather(tape, rows).toFloats();
      float[] moved = new Normalized(digits.inputs(), 0.5, 0.5).gather(tape, rows).toFloats();
      for (int i = 0; i < plain.length; i++) {
        assertEquals((plain[i] - 0.5f) / 0.5f, moved[i]);
      }
    }
  }
}
