package dev.rankine.mnist.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.Npy;
import dev.rankine.engine.io.Npz;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.engine.io.TensorHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {
  private static final Backend BACKEND = Backend.named("reference");

  @TempDir Path folder;

  private static Tensor tensor(double... values) {
    return Tensor.of(BACKEND, Shape.of(values.length), values);
  }

  private static String listing(Path file) throws IOException {
    return Listing.of(Contents.read(file));
  }

  /** The cells of the row that begins with this name, apart by two spaces or more. */
  private static String row(String listing, String name) {
    return listing
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .findFirst()
        .orElseThrow()
        .replaceAll(" {2,}", "|");
  }

  @Test
  void figuresAreThoseOfTheFiniteElements() {
    Statistics s = Statistics.of(new double[] {0, -0.0, 3, Double.NaN, -1 / 0.0, 1 / 0.0, 5});
    assertEquals(new Statistics(-0.0, 5, 2, Math.sqrt(4.5), 2, 1, 2), s);
    Statistics none = Statistics.of(new double[] {Double.NaN});
    assertTrue(Double.isNaN(none.mean()) && Double.isNaN(none.least()));
    assertEquals(1, none.nans());
  }

  @Test
  void safetensorsWithMetadata() throws IOException {
    Map<String, Tensor> tensors = Map.of("a.weight", tensor(1, -2, 0, 3), "b", tensor(0.5));
    Path file = folder.resolve("x.safetensors");
    new Safetensors(tensors, Map.of("format", "pt")).write(file);
    String text = listing(file);
    String hash = TensorHash.sha256(Map.of("a.weight", tensor(1, -2, 0, 3))).substring(0, 12);
    assertEquals(
        "a.weight|(4)|float|4|-2.0000|3.0000|0.50000|1.8028|1|0|" + hash, row(text, "a.weight"));
    assertTrue(text.contains("2 arrays, 5 elements, " + Files.size(file) + " bytes"), text);
    assertTrue(text.contains("weights sha256  " + TensorHash.sha256(tensors)), text);
    String bytes = TensorHash.sha256(Files.readAllBytes(file));
    assertTrue(text.contains("file sha256     " + bytes), text);
    assertTrue(text.contains("  format = pt\n"), text);
  }

  @Test
  void numpysFiles() throws IOException {
    Path npy = folder.resolve("x.npy");
    Npy.write(npy, tensor(1, Double.NaN, Double.POSITIVE_INFINITY));
    assertTrue(row(listing(npy), "array").contains("|1.0000|0.0000|0|1 NaN, 1 ∞|"), listing(npy));
    Path npz = folder.resolve("x.npz");
    Indices labels = Indices.of(BACKEND, Shape.of(2, 1), 7, 9);
    Bytes pixels = Bytes.of(BACKEND, Shape.of(2), (byte) 255, (byte) 0);
    new Npz(Map.of("labels", labels, "pixels", pixels)).write(npz);
    String text = listing(npz);
    assertTrue(row(text, "labels").startsWith("labels|(2, 1)|int|2|7.0000|9.0000|8.0000|"), text);
    assertTrue(row(text, "pixels").startsWith("pixels|(2)|uint8|2|0.0000|255.00|127.50|"), text);
  }

  @Test
  void aFolderWithAnAdapter() throws IOException {
    new Safetensors(Map.of("base_model.model.fc.lora_A.weight", tensor(1, 2)), Map.of("k", "v"))
        .write(folder.resolve("adapter_model.safetensors"));
    Path config = folder.resolve("adapter_config.json");
    Files.writeString(config, "{\"r\": 8, \"target_modules\": [\"fc\"], \"bias\": null}");
    String text = listing(folder);
    assertEquals(text, listing(config));
    assertTrue(text.contains("  r = 8\n  target_modules = [fc]\n  k = v\n"), text);
    assertTrue(text.contains("base_model.model.fc.lora_A.weight  (2)"), text);
  }

  @Test
  void whatAFileSaysCannotBreakTheLines() throws IOException {
    Path file = folder.resolve("x.safetensors");
    new Safetensors(Map.of("a\n\u001b[31m", tensor(1)), Map.of("k\n", "v\n" + "x".repeat(500)))
        .write(file);
    String text = listing(file);
    assertFalse(text.contains("\u001b"), text);
    assertTrue(text.lines().allMatch(line -> line.length() < 200), text);
  }

  @Test
  void whatIsNoneIsRefused() throws IOException {
    assertRefused("it is a folder without adapter_config.json", folder);
    Path empty = Files.createFile(folder.resolve("empty"));
    assertRefused("a safetensors file begins with 8 bytes", empty);
    Path zip = Files.writeString(folder.resolve("zip"), "PK and nothing");
    assertThrows(IOException.class, () -> Contents.read(zip));
    Path config = Files.writeString(folder.resolve("adapter_config.json"), "[1]");
    assertRefused("it should begin with {", config);
  }

  private static void assertRefused(String message, Path file) {
    FormatException refused = assertThrows(FormatException.class, () -> Contents.read(file));
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }
}
