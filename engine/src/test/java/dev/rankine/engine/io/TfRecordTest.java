package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Known checksums, and the first bytes of every event file that TensorFlow writes. */
class TfRecordTest {
  private static int masked(int crc) {
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  @Test
  void checksumsAreThePublishedOnes() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertEquals(masked(0xe3069283), TfRecord.maskedCrc(digits, 9));
    // RFC 3720, B.4: 32 bytes of zeros, of ones, and counting up
    byte[] bytes = new byte[32];
    assertEquals(masked(0x8a9136aa), TfRecord.maskedCrc(bytes, 32));
    Arrays.fill(bytes, (byte) 0xff);
    assertEquals(masked(0x62a8ab43), TfRecord.maskedCrc(bytes, 32));
    for (int i = 0; i < 32; i++) {
      bytes[i] = (byte) i;
    }
    assertEquals(masked(0x46dd794e), TfRecord.maskedCrc(bytes, 32));
  }

  @Test
  void aRecordBeginsAsInTensorFlowsFiles() {
    byte[] record = TfRecord.framed(new byte[24]);
    assertEquals(40, record.length);
    byte[] head = HexFormat.of().parseHex("1800000000000000a37f4b22");
    assertArrayEquals(head, Arrays.copyOf(record, 12));
  }
}
