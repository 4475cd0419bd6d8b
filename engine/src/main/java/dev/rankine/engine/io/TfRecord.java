package dev.rankine.engine.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The framing of TensorFlow's record files ("TFRecord and tf.train.Example", tensorflow.org): the
 * length (8 bytes), its masked CRC-32C (4), the data, their masked CRC-32C (4), all little-endian.
 */
public final class TfRecord {
  private static final int MASK = 0xa282ead8;
  private static final int AROUND = 16;

  private TfRecord() {}

  /** A record of these data. */
  public static byte[] framed(byte[] data) {
    int size = Math.addExact(data.length, AROUND);
    ByteBuffer record = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedCrc(record.array(), Long.BYTES));
    record.put(data).putInt(maskedCrc(data, data.length));
    return record.array();
  }

  /** CRC-32C of the first bytes, rotated right by 15 bits, plus a constant. */
  static int maskedCrc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }
}
