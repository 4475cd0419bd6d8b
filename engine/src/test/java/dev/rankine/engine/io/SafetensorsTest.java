package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  private static final Backend CPU = Backend.cpu();

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("t.safetensors");
  }

  private Safetensors read() throws IOException {
    return Safetensors.read(file(), CPU);
  }

  private static byte[] file(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(data)
        .array();
  }

  private String problem(byte[] bytes) throws IOException {
    Files.write(file(), bytes);
    String message = assertThrows(FormatException.class, this::read).getMessage();
    assertTrue(message.startsWith(file().toString() + ": "), message);
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      int count = random.nextInt(5);
      for (int i = 0; i < count; i++) {
        int[] dims = random.ints(random.nextInt(4), 0, 5).toArray();
        Shape shape = Shape.of(dims);
        float[] values = new float[shape.size()];
        for (int j = 0; j < values.length; j++) {
          values[j] = Float.intBitsToFloat(random.nextInt());
        }
        tensors.put("näme." + random.nextInt(1000), Tensor.of(CPU, shape, values));
      }
      Map<String, String> metadata = round % 2 == 0 ? Map.of() : Map.of("format", "pt");
      new Safetensors(tensors, metadata).write(file());
      Safetensors back = read();
      assertEquals(metadata, back.metadata());
      assertEquals(tensors.keySet(), back.tensors().keySet());
      assertEquals(TensorHash.sha256(tensors), TensorHash.sha256(back.tensors()));
      tensors.forEach((name, t) -> assertEquals(t.shape(), back.tensors().get(name).shape()));
    }
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.of(CPU, Shape.of(1), 1f));
    tensors.put("a", Tensor.of(CPU, Shape.of(1, 2), -2f, 0.5f));
    new Safetensors(tensors, Map.of()).write(file());
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    byte[] data = {0, 0, 0, (byte) 0xC0, 0, 0, 0, 0x3F, 0, 0, (byte) 0x80, 0x3F};
    assertArrayEquals(file(padded, data), Files.readAllBytes(file()));
  }

  @Test
  void entriesMayStandInAnyOrder() throws IOException {
    Files.write(
        file(),
        file(
            "{\"z\":{\"data_offsets\":[4,8],\"dtype\":\"F32\",\"shape\":[]},"
                + "\"y\":{\"shape\":[1],\"dtype\":\"F32\",\"data_offsets\":[0,4]}}",
            new byte[] {0, 0, (byte) 0x80, 0x3F, 0, 0, 0, 0x40}));
    assertEquals(List.of("y", "z"), read().names());
    assertEquals(2, read().tensors().get("z").item());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|should begin with {",
        "\ufeff{}|should begin with {",
        "` {}`|should begin with {",
        "{}{}|should have the end",
        "{\"a\":[]}|should have an object for a",
        "{\"a\":1}|should have an object for a",
        "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,4]}}|a(1) needs 8 bytes",
        "{\"a\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}}|dtype I32; F32, F16 and BF16",
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[8],\"data_offsets\":[0,4]}}|dtype F4; F32, F16 and BF16",
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[-8],\"data_offsets\":[0,4]}}|impossible shape [-8]",
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,4]}}|needs 2 bytes",
        "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}|a lacks its dtype",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}|lacks its shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}|two data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}|needs 8 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}|impossible shape [-1]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,4]}}|needs 17179869184 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9999999999],\"data_offsets\":[0,4]}}|needs 39999999996 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}|impossible shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,4]}}|impossible shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|overlap or leave a hole",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}|describes 0 bytes of data, found 4",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}|whole numbers for a",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}|unknown field x",
        "{\"__metadata__\":{\"k\":1}}|text for metadata k",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}x|not valid JSON",
        "{\"a\":|not valid JSON",
        "{\"a\\n\\u001b[1mb\\u2028c\":1}|should have an object for a [1mb c",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,4]}}|out of range",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}|needs 4 bytes"
      })
  void damagedHeadersAreOneLine(String header, String expected) throws IOException {
    String message = problem(file(header, new byte[4]));
    assertTrue(message.contains(expected), message);
  }

  /** What the format allows and Java's arrays do not hold. */
  @Test
  void tensorsTooLargeForAnArrayAreNamed() throws IOException {
    String empty = "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,9999999999],\"data_offsets\":[0,0]}}";
    assertTrue(problem(file(empty, new byte[0])).contains("a(0, 9999999999) has 0 bytes, at most"));
    String large =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,8192],\"data_offsets\":[0,2147483648]}}";
    byte[] start = file(large, new byte[0]);
    try (FileChannel sparse =
        FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.wrap(start));
      sparse.write(ByteBuffer.allocate(1), start.length + 2147483647L);
    }
    String message = assertThrows(FormatException.class, this::read).getMessage();
    assertTrue(message.contains("a(65536, 8192) has 2147483648 bytes, at most 2 GiB"), message);
  }

  @Test
  void overlappingTensorsAreRefused() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}";
    assertTrue(problem(file(header, new byte[12])).contains("overlap or leave a hole"));
  }

  @Test
  void headersInAnotherEncodingAreRefused() throws IOException {
    assertTrue(problem(header("{ }", StandardCharsets.UTF_16LE)).contains("not valid JSON"));
    assertTrue(problem(header("{ }", StandardCharsets.UTF_16BE)).contains("begin with {"));
    assertTrue(problem(header("{ }", StandardCharsets.UTF_32LE)).contains("not valid JSON"));
    String accented = "{\"__metadata__\":{\"k\":\"\u00e9\"}}";
    assertTrue(problem(header(accented, StandardCharsets.ISO_8859_1)).contains("not UTF-8"));
    byte[] overlong = {6, 0, 0, 0, 0, 0, 0, 0, '{', '"', (byte) 0xC0, (byte) 0x80, '"', '}'};
    assertTrue(problem(overlong).contains("not UTF-8"));
  }

  private static byte[] header(String text, Charset encoding) {
    byte[] bytes = text.getBytes(encoding);
    ByteBuffer file = ByteBuffer.allocate(Long.BYTES + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(bytes.length).put(bytes).array();
  }

  @Test
  void aNameThatStandsTwiceIsRefused() throws IOException {
    String entry = "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}";
    assertTrue(problem(file("{" + entry + "," + entry + "}", new byte[4])).contains("Duplicate"));
  }

  @Test
  void lengthsThatCannotBeAreRefusedBeforeMemoryIsTaken() throws IOException {
    for (long length : new long[] {-1, Long.MAX_VALUE, 100_000_001L, 9}) {
      ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertTrue(problem(bytes.array()).contains("the header is said to have"));
    }
  }

  @Test
  void truncationAtEveryByteIsNoticed() throws IOException {
    Map<String, Tensor> tensors = Map.of("a", Tensor.of(CPU, Shape.of(3), 1f, 2f, 3f));
    new Safetensors(tensors, Map.of("k", "v")).write(file());
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      problem(Arrays.copyOf(whole, length));
    }
    problem(Arrays.copyOf(whole, whole.length + 1));
  }

  @Test
  void aFolderIsNamed() {
    String message =
        assertThrows(FormatException.class, () -> Safetensors.read(folder, CPU)).getMessage();
    assertEquals(folder + ": it is a folder, expected a safetensors file", message);
  }

  @Test
  void aMissingFileIsNamed() {
    assertEquals(
        file() + ": it cannot be read: there is no such file or folder",
        IoProblem.line(assertThrows(IOException.class, this::read)));
  }

  private void assertNotWritten(String expected, String name, Map<String, String> metadata) {
    Map<String, Tensor> tensors = Map.of(name, Tensor.of(CPU, Shape.of(1), 1f));
    Safetensors unreadable = new Safetensors(tensors, metadata);
    String message =
        assertThrows(IllegalArgumentException.class, () -> unreadable.write(file())).getMessage();
    assertTrue(message.startsWith("safetensors: " + expected), message);
    assertTrue(Files.notExists(file()));
  }

  @Test
  void whatCouldNotBeReadAgainIsNotWritten() throws IOException {
    assertNotWritten("the format keeps the name __metadata__", "__metadata__", Map.of());
    assertNotWritten("'a?' holds one half", "a\ud800", Map.of());
    assertNotWritten("'?' holds one half", "a", Map.of("\udc00", ""));
    assertNotWritten("'b?' holds one half", "a", Map.of("a", "b\ud83d"));
    Map<String, String> odd = Map.of("\ud83d\ude00\n\0", "__metadata__", "__metadata__", "");
    new Safetensors(Map.of("\ud83d\ude00", Tensor.of(CPU, Shape.of(1), 1f)), odd).write(file());
    assertEquals(List.of("\ud83d\ude00"), read().names());
    assertEquals(odd, read().metadata());
  }

  @Test
  void namesAndTextsAreAsLongAsTheyLike() throws IOException {
    String name = "n".repeat(60_000);
    Map<String, String> text = Map.of("k".repeat(60_000), "t".repeat(20_100_000));
    new Safetensors(Map.of(name, Tensor.of(CPU, Shape.of(1), 1f)), text).write(file());
    assertEquals(List.of(name), read().names());
    assertEquals(text, read().metadata());
  }

  @Test
  void theHashIsOfBytesInNameOrder() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.of(CPU, Shape.of(1), 2f));
    tensors.put("a", Tensor.of(CPU, Shape.of(1), 1f));
    byte[] bytes = {0, 0, (byte) 0x80, 0x3F, 0, 0, 0, 0x40};
    assertEquals(TensorHash.sha256(bytes), TensorHash.sha256(tensors));
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        TensorHash.sha256(new byte[0]));
  }
}
