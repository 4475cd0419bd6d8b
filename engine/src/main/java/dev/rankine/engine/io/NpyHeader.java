package dev.rankine.engine.io;

import dev.rankine.engine.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the header of an npy file says: a Python dictionary such as
 *
 * <pre>
 * {'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }
 * </pre>
 *
 * @param fortranOrder whether the first axis is the innermost one
 */
record NpyHeader(NpyType type, boolean littleEndian, boolean fortranOrder, Shape shape) {
  /** The first six bytes of every file. */
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private static final int ALIGNMENT = 64;

  /** NumPy leaves room for a leading extent of this many digits, so that a file can grow. */
  private static final int GROWTH_DIGITS = 21;

  /** Bytes of the elements. */
  long dataBytes() {
    return (long) shape.size() * type.width();
  }

  /**
   * The start of a file of format 1.0 up to the elements, byte for byte as NumPy 2 writes it.
   *
   * @throws IllegalArgumentException if it has so many axes that it could not be read again
   */
  byte[] encode() {
    StringBuilder text = new StringBuilder(text());
    if (shape.rank() > 0) {
      int extent = shape.dim(fortranOrder ? -1 : 0);
      text.append(" ".repeat(GROWTH_DIGITS - Integer.toString(extent).length()));
    }
    int prefix = MAGIC.length + 2 + Short.BYTES;
    int unpadded = prefix + text.length() + 1;
    text.append(" ".repeat(ALIGNMENT - unpadded % ALIGNMENT)).append('\n');
    if (text.length() > NpyInput.HEADER_LIMIT) {
      throw new IllegalArgumentException(
          "npy: an array with " + shape.rank() + " axes needs too long a header; reshape it");
    }
    return ByteBuffer.allocate(prefix + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) text.length())
        .put(text.toString().getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private String text() {
    String extents =
        IntStream.of(shape.dims()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    return "{'descr': '"
        + type.descr(littleEndian)
        + "', 'fortran_order': "
        + (fortranOrder ? "True" : "False")
        + ", 'shape': ("
        + extents
        + (shape.rank() == 1 ? ",), }" : "), }");
  }
}
