package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
  @TempDir Path folder;

  /** A file of this header and these data. */
  private Path file(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(length);
    out.writeBytes(text);
    out.writeBytes(data);
    return Files.write(folder.resolve("t.safetensors"), out.toByteArray());
  }

  private Path one(String dtype, String shape, byte[] data) throws IOException {
    return file(
        "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[0,%d]}}"
            .formatted(dtype, shape, data.length),
        data);
  }

  /** All numbers of the only tensor. */
  private static double[] numbers(Path path) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      StoredTensor tensor = file.tensors().getFirst();
      double[] values = new double[(int) tensor.elements()];
      int[] count = {0};
      file.read(
          tensor,
          piece -> {
            while (piece.hasRemaining()) {
              values[count[0]++] = tensor.type().orElseThrow().next(piece);
            }
          });
      assertEquals(values.length, count[0]);
      return values;
    }
  }

  /** Bytes by hand, as they lie in a file. */
  @ParameterizedTest
  @CsvSource({
    "BOOL, 00 01 02, 0 1 1",
    "U8, 00 7f ff, 0 127 255",
    "I8, 00 7f ff 80, 0 127 -1 -128",
    "U16, 0100 ffff, 1 65535",
    "I16, 0100 ffff 0080, 1 -1 -32768",
    "U32, 01000000 ffffffff, 1 4294967295",
    "I32, 01000000 ffffffff 00000080, 1 -1 -2147483648",
    "U64, 0100000000000000 0000000000000080, 1 9223372036854775808",
    "U64, ffffffffffffffff 0104000000000080, 18446744073709551616 9223372036854777856",
    "I64, 0100000000000000 ffffffffffffffff 0000000000000080, 1 -1 -9223372036854775808",
    "F8_E8M0, 7f 00 fe ff, 1 5.877471754111438E-39 1.7014118346046923E38 NaN",
    "F8_E4M3, 00 38 b8 7e fe 01 08, 0 1 -1 448 -448 0.001953125 0.015625",
    "F8_E4M3, 7f ff 77 78, NaN NaN 240 256",
    "F8_E5M2, 3c bc 7b 01 7c fc 7d, 1 -1 57344 1.52587890625E-5 Infinity -Infinity NaN",
    "F16, 003c 00b8 ff7b 007c, 1 -0.5 65504 Infinity",
    "BF16, 803f 00c0 80ff, 1 -2 -Infinity",
    "F32, 0000803f 000000c0 0000c07f, 1 -2 NaN",
    "F64, 000000000000f03f 9a9999999999b93f, 1 0.1"
  })
  void everyTypeIsRead(String dtype, String hex, String expected) throws IOException {
    byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
    double[] wanted = Arrays.stream(expected.split(" ")).mapToDouble(Double::parseDouble).toArray();
    assertArrayEquals(wanted, numbers(one(dtype, "[" + wanted.length + "]", data)));
  }

  /** By the formula: 4 bits of exponent with bias 7; the largest pattern alone is NaN. */
  @Test
  void everyByteOfE4M3() throws IOException {
    byte[] all = new byte[256];
    for (int bits = 0; bits < 256; bits++) {
      all[bits] = (byte) bits;
    }
    double[] values = numbers(one("F8_E4M3", "[256]", all));
    for (int bits = 0; bits < 256; bits++) {
      int exponent = bits >> 3 & 15;
      double significand = (bits & 7) / 8.0 + (exponent == 0 ? 0 : 1);
      double size = significand * Math.pow(2, Math.max(exponent, 1) - 7);
      double wanted = (bits & 127) == 127 ? Double.NaN : bits < 128 ? size : -size;
      assertEquals(wanted, values[bits], "" + bits);
    }
  }

  @Test
  void emptyTensorsScalarsAndTypesNotKnownHere() throws IOException {
    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"scalar\":{\"dtype\":\"I16\",\"shape\":[],\"data_offsets\":[3,5]},"
            + "\"new\":{\"dtype\":\"Q3_X\",\"shape\":[2,4],\"data_offsets\":[0,3]},"
            + "\"empty\":{\"dtype\":\"F64\",\"shape\":[0,99999999999],\"data_offsets\":[0,0]}}";
    byte[] data = {1, 2, 3, 4, 0};
    try (SafetensorsFile file = SafetensorsFile.open(file(header, data))) {
      assertEquals(Map.of("k", "v"), file.metadata());
      List<StoredTensor> tensors = file.tensors();
      assertEquals(
          List.of("empty (0, 99999999999) 0", "new (2, 4) 3", "scalar () 2"),
          tensors.stream().map(t -> t.name() + " " + t.shape() + " " + t.bytes()).toList());
      assertEquals(List.of(0L, 8L, 1L), tensors.stream().map(StoredTensor::elements).toList());
      assertTrue(tensors.get(1).type().isEmpty());
      file.read(tensors.getFirst(), piece -> assertEquals("nothing", "a piece"));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      file.read(tensors.get(1), piece -> bytes.write(piece.array(), 0, piece.limit()));
      assertArrayEquals(new byte[] {1, 2, 3}, bytes.toByteArray());
    }
  }

  @Test
  void largeTensorsComeInPieces() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8 * 20_000).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < 20_000; i++) {
      data.putLong(i);
    }
    Path path = one("I64", "[20000]", data.array());
    double[] values = numbers(path);
    for (int i = 0; i < values.length; i++) {
      assertEquals(i, values[i]);
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      file.read(
          file.tensors().getFirst(), piece -> assertTrue(piece.remaining() <= 1 << 16, "" + piece));
    }
  }

  @Test
  void aFileThatIsCutWhileItIsOpenIsNamed() throws IOException {
    Path path = one("U8", "[3]", new byte[] {1, 2, 3});
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      byte[] whole = Files.readAllBytes(path);
      Files.write(path, Arrays.copyOf(whole, whole.length - 1));
      StoredTensor tensor = file.tensors().getFirst();
      String message =
          assertThrows(FormatException.class, () -> file.read(tensor, piece -> {})).getMessage();
      assertEquals(path + ": it ended early; it was cut while it was read", message);
    }
  }

  @Test
  void whatIsNoneIsRefused() throws IOException {
    assertRefused("it is a folder, expected a safetensors file", folder);
    assertRefused("begins with 8 bytes, found 0", Files.write(folder.resolve("e"), new byte[0]));
    assertRefused("needs 6 bytes", one("U16", "[3]", new byte[4]));
    assertRefused("impossible shape [-1]", one("Q3_X", "[-1]", new byte[4]));
    Path missing = folder.resolve("missing");
    IOException none = assertThrows(IOException.class, () -> SafetensorsFile.open(missing));
    assertEquals(
        missing + ": it cannot be read: there is no such file or folder", IoProblem.line(none));
  }

  private static void assertRefused(String message, Path path) {
    FormatException refused = assertThrows(FormatException.class, () -> SafetensorsFile.open(path));
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }
}
