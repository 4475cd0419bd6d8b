package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.engine.io.TensorHash;
import dev.rankine.mnist.data.IdxFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in this process, on small sets of drawn digits. */
class CommandTest {
  @TempDir Path folder;

  private String out;
  private String err;

  @BeforeEach
  void writeData() throws IOException {
    IdxFiles.write(folder.resolve("data"), 640, 200);
  }

  private int run(String... args) {
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true));
      System.setErr(new PrintStream(errBytes, true));
      return Main.execute(args);
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
      out = outBytes.toString();
      err = errBytes.toString();
    }
  }

  private int train(String command, String... more) {
    List<String> args = new ArrayList<>(List.of(command, "--data", path("data"), "--epochs", "2"));
    args.addAll(List.of("--out", path("out"), "--json", path("run.json")));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Safetensors saved(String name) throws IOException {
    return Safetensors.read(folder.resolve("out").resolve(name), Backend.cpu());
  }

  private String json(String field) throws IOException {
    String text = Files.readString(folder.resolve("run.json"));
    return text.replaceAll("(?s).*\"" + field + "\" : \"?([^\",\\n]+).*", "$1");
  }

  @Test
  void baseTrainsSavesAndReports() throws IOException {
    assertEquals(0, train("base", "--lr", "0.005"), () -> err);
    Safetensors file = saved("base.safetensors");
    assertEquals(
        Set.of(
            "conv.0.weight",
            "conv.0.bias",
            "conv.3.weight",
            "conv.3.bias",
            "fc1.weight",
            "fc1.bias",
            "fc2.weight",
            "fc2.bias"),
        file.tensors().keySet());
    assertEquals(TensorHash.sha256(file.tensors()), json("weights_sha256"));
    assertEquals("custom", json("dataset"));
    assertEquals("52138", json("total"));
    assertEquals("52138", json("trainable"));
    assertTrue(Double.parseDouble(json("test_accuracy")) > 0.3, json("test_accuracy"));
    assertTrue(out.contains("epoch 2  loss"), out);
    if (PeakMemory.bytes().isPresent()) {
      long peak = Long.parseLong(json("peak_rss_bytes").strip());
      assertTrue(peak <= PeakMemory.bytes().getAsLong(), json("peak_rss_bytes"));
      assertTrue(out.contains("Peak memory " + peak / 1_000_000 + " MB"), out);
    }
    assertTrue(out.contains("weights sha256 " + json("weights_sha256")), out);
  }

  @Test
  void featureLoraTrainsABaseFirstAndKeepsItsBytes() throws IOException {
    assertEquals(0, train("feature-lora", "--merge"), () -> err);
    assertTrue(out.contains("training one first"), out);
    assertEquals("59586", json("total"));
    assertEquals("7448", json("trainable"));
    Safetensors base = saved("base.safetensors");
    Safetensors adapted = saved("feature-lora.safetensors");
    for (String name : base.names()) {
      if (!name.equals("fc1.weight")) {
        assertArrayEquals(
            base.tensors().get(name).toFloats(), adapted.tensors().get(name).toFloats(), name);
      }
    }
    Tensor wide = adapted.tensors().get("fc1.weight");
    assertEquals(Shape.of(64, 785), wide.shape());
    assertArrayEquals(
        base.tensors().get("fc1.weight").toFloats(), firstColumns(wide, 784).toFloats());
    assertEquals(Shape.of(8, 785), adapted.tensors().get("fc1.lora_A.weight").shape());
    assertEquals(Shape.of(64, 8), adapted.tensors().get("fc1.lora_B.weight").shape());
    assertEquals(Shape.of(8, 64), adapted.tensors().get("fc2.lora_A.weight").shape());
    assertEquals(Shape.of(10, 8), adapted.tensors().get("fc2.lora_B.weight").shape());
    Safetensors merged = saved("feature-lora-merged.safetensors");
    assertEquals(8, merged.tensors().size());
    assertEquals(Shape.of(64, 785), merged.tensors().get("fc1.weight").shape());
  }

  private static Tensor firstColumns(Tensor x, int count) {
    Tensor part = Tensor.allocate(x.backend(), Shape.of(x.shape().dim(0), count));
    x.backend()
        .copy(
            dev.rankine.engine.Matrix.of(x).columns(0, count), dev.rankine.engine.Matrix.of(part));
    return part;
  }

  @Test
  void featureLoraAdaptsAnExistingBase() throws IOException {
    assertEquals(0, train("base"), () -> err);
    String expected = TensorHash.sha256(saved("base.safetensors").tensors());
    assertEquals(0, train("feature-lora", "--new-column", "zero"), () -> err);
    assertFalse(out.contains("training one first"), out);
    assertEquals(expected, TensorHash.sha256(saved("base.safetensors").tensors()));
  }

  @Test
  void oneSeedGivesTheSameBitsWithAnyNumberOfThreads() throws IOException {
    assertEquals(0, train("feature-lora", "--threads", "1"));
    String first = json("weights_sha256");
    Files.delete(folder.resolve("out").resolve("base.safetensors"));
    assertEquals(0, train("feature-lora", "--threads", "3"));
    assertEquals(first, json("weights_sha256"));
    assertEquals(0, train("base", "--seed", "2"));
    assertEquals(0, train("feature-lora", "--seed", "2"));
    assertFalse(first.equals(json("weights_sha256")));
  }

  @Test
  void frozenFeaturesComputedOnceGiveTheSameBits() throws IOException {
    assertEquals(0, train("base"));
    assertEquals(0, train("feature-lora", "--no-cache", "--threads", "1"));
    assertFalse(out.contains("frozen features"), out);
    String each = json("weights_sha256");
    String accuracy = json("test_accuracy");
    for (String threads : List.of("1", "3")) {
      assertEquals(0, train("feature-lora", "--threads", threads));
      assertTrue(out.contains("Computed 785 frozen features of 840 images once: "), out);
      assertEquals(each, json("weights_sha256"));
      assertEquals(accuracy, json("test_accuracy"));
      assertEquals("59586", json("total"));
      assertEquals("7448", json("trainable"));
    }
  }

  @Test
  void quietPrintsTheLastLineOnly() {
    assertEquals(0, train("base", "--quiet"));
    assertEquals(1, out.lines().count(), out);
  }

  @Test
  void wrongOptionsNameOptionValueAndRange() {
    assertUsage("--epochs is 0, it must be a whole number from 1 up", "base", "--epochs", "0");
    assertUsage("--lr is -1.0, it must be a number in (0, 1]", "base", "--lr", "-1");
    assertUsage("--rank is 0, it must be", "feature-lora", "--rank", "0");
    assertUsage("--new-column is ones, it must be", "feature-lora", "--new-column", "ones");
    assertUsage("--rank is 2147483647, it must be", "feature-lora", "--rank", "2147483647");
    assertUsage("from 1 to 785, the longer side of fc1", "feature-lora", "--rank", "786");
    assertUsage("--alpha is 1.0E39, it must be", "feature-lora", "--alpha", "1e39");
    assertUsage("--threads is 1025, it must be", "base", "--threads", "1025");
    assertUsage("--batch", "base", "--batch", "many");
    assertUsage("'a b' is not an int", "base", "--batch", "a\nb");
    assertUsage("Unknown option: '--x y'", "base", "--x\r\ny");
    assertUsage("choose a command");
  }

  private void assertUsage(String message, String... args) {
    assertEquals(2, run(args));
    assertTrue(err.contains(message), err);
    assertEquals(1, err.lines().count(), err);
  }

  @Test
  void whatCannotBeWrittenIsNamedBeforeTraining() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    String data = path("data");
    String notFolder = ": it cannot be written: " + file + " is not a folder";
    assertRefused(1, notFolder, "base", "--data", data, "--out", file.toString());
    String below = file.resolve("x").toString();
    assertRefused(1, notFolder, "feature-lora", "--data", data, "--out", below);
    assertRefused(1, below + notFolder, "base", "--data", data, "--json", below);
    assertRefused(1, data + ": it is a folder", "base", "--data", data, "--json", data);
    assertRefused(2, "--out is empty, it must be a path", "base", "--out", "");
    assertRefused(2, "--data is empty", "base", "--data", "");
    assertRefused(2, "--json is empty", "base", "--json", "");
    assertRefused(2, "--base is empty", "feature-lora", "--base", "");
  }

  @Test
  void aFileIsNotWrittenTwiceNorReadAndWritten() throws IOException {
    String out = path("out");
    String model = folder.resolve("out").resolve("base.safetensors").toString();
    String twice = "--json is " + model + ", it must be another file";
    assertRefused(2, twice, "base", "--out", out, "--json", model);
    assertRefused(2, twice, "feature-lora", "--out", out, "--json", model);
    assertEquals(0, train("base"), () -> err);
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of(model));
    assertRefused(
        2, "--json is " + link, "feature-lora", "--base", model, "--json", link.toString());
    String merged = folder.resolve("out").resolve("feature-lora-merged.safetensors").toString();
    assertRefused(
        2, "--json is " + merged, "feature-lora", "--merge", "--out", out, "--json", merged);
  }

  private void assertRefused(int code, String message, String... args) {
    assertEquals(code, run(args));
    assertTrue(err.contains(message), err);
    assertEquals(1, err.lines().count(), err);
    assertEquals("", out, "refused before anything is said or done");
  }

  @Test
  void aDamagedBaseIsOneLineAndNothingIsWritten() throws IOException {
    Path file = folder.resolve("broken.safetensors");
    Files.write(file, new byte[] {1, 2, 3});
    assertEquals(1, train("feature-lora", "--base", file.toString()));
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.contains("broken.safetensors: a safetensors file begins with 8 bytes"), err);
    assertFalse(Files.exists(folder.resolve("out")));
    assertFalse(Files.exists(folder.resolve("run.json")));
  }

  @Test
  void aBaseThatIsNoFileIsNamed() {
    assertEquals(1, train("feature-lora", "--base", folder.toString()));
    assertEquals(
        "mnist-demo: " + folder + ": it is a folder, expected a safetensors file", err.strip());
    assertEquals(1, train("feature-lora", "--base", path("nothing")));
    assertTrue(err.contains("nothing: it cannot be read: there is no such file"), err);
    assertEquals(1, err.lines().count(), err);
  }

  @Test
  void aFileOfAnotherModelIsOneLine() throws IOException {
    assertEquals(0, train("feature-lora"));
    Path file = folder.resolve("out").resolve("feature-lora.safetensors");
    assertEquals(2, train("feature-lora", "--base", file.toString()));
    assertTrue(err.contains("--base is " + file + ", it must be another file"), err);
    Path moved = Files.move(file, folder.resolve("moved"));
    assertEquals(1, train("feature-lora", "--base", moved.toString()));
    assertTrue(err.contains("it is not a base network"), err);
    assertEquals(1, err.lines().count(), err);
  }

  @Test
  void aBaseThatIsNotFiniteIsRefused() throws IOException {
    assertEquals(0, train("base"), () -> err);
    String file = baseWith(Float.NaN);
    assertEquals(1, train("feature-lora", "--base", file));
    assertEquals(
        "mnist-demo: " + file + ": tensor fc1.weight is not finite; the run that saved it diverged",
        err.strip());
  }

  @Test
  void aTrainingThatDivergesSavesNothing() throws IOException {
    assertEquals(0, train("base"), () -> err);
    Files.delete(folder.resolve("run.json"));
    assertEquals(1, train("feature-lora", "--base", baseWith(1e38f)));
    assertTrue(err.contains("feature-lora.safetensors: not written, the training diverged"), err);
    assertEquals(1, err.lines().count(), err);
    assertFalse(Files.exists(folder.resolve("out").resolve("feature-lora.safetensors")));
    assertFalse(Files.exists(folder.resolve("run.json")));
  }

  /** The saved base with one value everywhere in fc1.weight, in a file of its own. */
  private String baseWith(float value) throws IOException {
    Safetensors base = saved("base.safetensors");
    float[] values = new float[64 * 784];
    Arrays.fill(values, value);
    Map<String, Tensor> tensors = new LinkedHashMap<>(base.tensors());
    tensors.put("fc1.weight", Tensor.of(Backend.cpu(), Shape.of(64, 784), values));
    new Safetensors(tensors, Map.of()).write(folder.resolve("edited"));
    return path("edited");
  }

  @Test
  void missingDataIsOneLine() {
    assertEquals(1, run("base", "--data", path("nowhere")));
    assertTrue(err.contains("nowhere: it is no folder; name the one"), err);
    assertEquals(1, err.lines().count(), err);
    assertEquals(1, run("base", "--data", folder.toString(), "--out", path("out")));
    assertTrue(err.contains(folder + ": it has no file train-images-idx3-ubyte"), err);
    assertEquals(1, err.lines().count(), err);
  }
}
