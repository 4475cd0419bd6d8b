package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes from the examples of "Encoding" on protobuf.dev, and from the format's rules by hand. */
class ProtoWriterTest {
  private static void assertBytes(String hex, ProtoWriter message) {
    byte[] expected = HexFormat.ofDelimiter(" ").parseHex(hex);
    assertArrayEquals(expected, message.toByteArray());
    assertEquals(expected.length, message.size());
  }

  @Test
  void theDocumentationsExamples() {
    assertBytes("08 96 01", new ProtoWriter().varint(1, 150));
    assertBytes("12 07 74 65 73 74 69 6e 67", new ProtoWriter().string(2, "testing"));
    assertBytes("1a 03 08 96 01", new ProtoWriter().message(3, m -> m.varint(1, 150)));
    assertBytes("32 06 03 8e 02 9e a7 05", new ProtoWriter().packedVarints(6, 3, 270, 86_942));
    assertBytes("08 fe ff ff ff ff ff ff ff ff 01", new ProtoWriter().varint(1, -2));
  }

  @Test
  void fixedValuesAreLittleEndian() {
    assertBytes("0d 04 03 02 01", new ProtoWriter().fixed32(1, 0x01020304));
    assertBytes("09 08 07 06 05 04 03 02 01", new ProtoWriter().fixed64(1, 0x0102030405060708L));
    assertBytes("15 00 00 80 bf", new ProtoWriter().float32(2, -1f));
    assertBytes("11 00 00 00 00 00 00 f0 3f", new ProtoWriter().float64(2, 1.0));
    assertBytes("0a 08 00 00 80 3f 00 00 00 40", new ProtoWriter().packedFloats(1, 1f, 2f));
    assertBytes("0a 08 00 00 00 00 00 00 f0 bf", new ProtoWriter().packedDoubles(1, -1.0));
  }

  @Test
  void largeFieldNumbersEmptyValuesAndDefaultsAreWritten() {
    assertBytes("80 01 00", new ProtoWriter().varint(16, 0));
    assertBytes("f8 ff ff ff 0f 01", new ProtoWriter().bool((1 << 29) - 1, true));
    assertBytes("0a 00 12 00 1a 00", empties());
    assertBytes("0a 02 c3 a9", new ProtoWriter().string(1, "é"));
  }

  private static ProtoWriter empties() {
    return new ProtoWriter().string(1, "").message(2, new ProtoWriter()).packedFloats(3);
  }

  @Test
  void aStreamGetsTheSameBytes() throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    empties().writeTo(stream);
    assertArrayEquals(empties().toByteArray(), stream.toByteArray());
  }

  @Test
  void fieldNumbersOutOfRangeAreRefused() {
    for (int field : new int[] {0, -1, 1 << 29}) {
      Exception wrong =
          assertThrows(
              IllegalArgumentException.class, () -> new ProtoWriter().string(field, "value"));
      assertEquals(
          "protobuf field " + field + ": the number must be from 1 to 536870911",
          wrong.getMessage());
    }
  }
}
