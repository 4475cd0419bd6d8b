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
import dev.rankine.engine.io.StoredType;
import dev.rankine.engine.io.TensorHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
    Statistics s = statistics(0, -0.0, 3, Double.NaN, -1 / 0.0, 1 / 0.0, 5);
    assertEquals(List.of(-0.0, 5.0, 2.0), List.of(s.least(), s.most(), s.mean()));
    assertEquals(Math.sqrt(4.5), s.deviation());
    assertEquals(List.of(2L, 1L, 2L, 2L), List.of(s.zeros(), s.nans(), s.infinite(), s.others()));
    Statistics none = statistics(Double.NaN);
    assertTrue(Double.isNaN(none.mean()) && Double.isNaN(none.least()));
    assertTrue(Double.isNaN(none.deviation()) && Double.isNaN(none.most()));
    assertEquals(1, none.nans());
    Statistics far = statistics(1e9 + 1, 1e9 + 2, 1e9 + 3);
    assertEquals(Math.sqrt(2 / 3.0), far.deviation());
  }

  private static Statistics statistics(double... values) {
    Statistics s = new Statistics();
    Arrays.stream(values).forEach(s::add);
    return s;
  }

  @Test
  void safetensorsWithMetadata() throws IOException {
    Map<String, Tensor> tensors = Map.of("a.weight", tensor(1, -2, 0, 3), "b", tensor(0.5));
    Path file = folder.resolve("x.safetensors");
    new Safetensors(tensors, Map.of("format", "pt")).write(file);
    String text = listing(file);
    String hash = TensorHash.sha256(Map.of("a.weight", tensor(1, -2, 0, 3))).substring(0, 12);
    assertEquals(
        "a.weight|(4)|F32|4|16|-2.0000|3.0000|0.50000|1.8028|1|0|" + hash, row(text, "a.weight"));
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
    assertTrue(
        row(text, "labels").startsWith("labels|(2, 1)|int|2|–|7|9|8.0000|1.0000|0|–|–"), text);
    assertTrue(
        row(text, "pixels").startsWith("pixels|(2)|uint8|2|–|0|255|127.50|127.50|1|–|–"), text);
  }

  private Path file(String header, byte... data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(data);
    return Files.write(folder.resolve("t.safetensors"), bytes.array());
  }

  @Test
  void numbersOfEveryType() throws IOException {
    StringBuilder header = new StringBuilder("{");
    int end = 0;
    for (StoredType type : StoredType.values()) {
      int next = end + 3 * type.width();
      header.append(entry(type.name(), type.name(), "[3]", end, next)).append(',');
      end = next;
    }
    byte[] data = new byte[end + 2];
    Arrays.fill(data, (byte) 1);
    header.append(entry("Q", "Q5_K", "[4]", end, end + 2)).append('}');
    String text = listing(file(header.toString(), data));
    for (StoredType type : StoredType.values()) {
      String row = row(text, type.name());
      String start = "%s|(3)|%s|3|%d|".formatted(type, type, 3 * type.width());
      assertTrue(row.startsWith(start), row);
      String hash = TensorHash.sha256(Arrays.copyOf(data, 3 * type.width())).substring(0, 12);
      assertTrue(row.endsWith("|" + hash), row);
    }
    assertTrue(row(text, "BOOL").contains("|3|–|–|3 true|–|0|–|"), text);
    assertTrue(row(text, "I8").contains("|3|1|1|1.0000|0.0000|0|–|"), text);
    assertTrue(row(text, "U32").contains("|12|16843009|16843009|1.6843e+07|0.0000|0|–|"), text);
    assertTrue(row(text, "U64").contains("|24|7.2340e+16|7.2340e+16|7.2340e+16|"), text);
    assertTrue(row(text, "F8_E5M2").contains("|3|1.5259e-05|1.5259e-05|1.5259e-05|"), text);
    assertTrue(row(text, "Q").startsWith("Q|(4)|Q5_K|4|2|–|–|–|–|–|–|"), text);
  }

  private static String entry(String name, String dtype, String shape, int begin, int end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, dtype, shape, begin, end);
  }

  @Test
  void emptyTensorsAndScalars() throws IOException {
    String header =
        "{" + entry("none", "F16", "[0,3]", 0, 0) + "," + entry("one", "BF16", "[]", 0, 2) + "}";
    String text = listing(file(header, (byte) 0x80, (byte) 0x7f));
    assertTrue(row(text, "none").startsWith("none|(0, 3)|F16|0|0|–|–|–|–|0|0|e3b0c44298fc"), text);
    assertTrue(row(text, "one").startsWith("one|()|BF16|1|2|–|–|–|–|0|0 NaN, 1 ∞|"), text);
    assertTrue(text.contains("2 arrays, 1 elements, "), text);
  }

  /** The hash is that of the bytes in the order of the names, whatever the order of the file. */
  @Test
  void theHashOfAllGoesByName() throws IOException {
    String header = "{" + entry("b", "U8", "[1]", 0, 1) + "," + entry("a", "U8", "[1]", 1, 2) + "}";
    String text = listing(file(header, (byte) 1, (byte) 2));
    assertTrue(text.contains("weights sha256  " + TensorHash.sha256(new byte[] {2, 1})), text);
    assertTrue(text.indexOf("\nb ") < text.indexOf("\na "), text);
  }

  @Test
  void hugeNamesAndShapesAreCut() throws IOException {
    String header =
        "{"
            + entry("n".repeat(9_000), "X".repeat(9_000), "[1" + ",1".repeat(9_000) + "]", 0, 1)
            + "}";
    String text = listing(file(header, (byte) 1));
    assertTrue(text.lines().allMatch(line -> line.length() < 400), text);
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
