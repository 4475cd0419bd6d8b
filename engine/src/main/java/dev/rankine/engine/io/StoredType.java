package dev.rankine.engine.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The numbers of whole bytes that a safetensors file can hold, and what their bits mean. The types
 * of eight bits are those of the <a
 * href="https://www.opencompute.org/documents/ocp-8-bit-floating-point-specification-ofp8-revision-1-0-2023-12-01-pdf-1">OCP
 * OFP8</a> and <a
 * href="https://www.opencompute.org/documents/ocp-microscaling-formats-mx-v1-0-spec-final-pdf">MX</a>
 * specifications. {@link StoredFloat} are those that become tensors.
 */
public enum StoredType {
  /** A byte, 0 for false. */
  BOOL(1, Kind.TRUTH, bytes -> bytes.get() == 0 ? 0 : 1),
  /** A byte, 0 to 255. */
  U8(1, Kind.WHOLE, bytes -> Byte.toUnsignedInt(bytes.get())),
  /** A byte, two's complement as all that follow. */
  I8(1, Kind.WHOLE, ByteBuffer::get),
  /** Two bytes without a sign. */
  U16(2, Kind.WHOLE, bytes -> Short.toUnsignedInt(bytes.getShort())),
  /** Two bytes. */
  I16(2, Kind.WHOLE, ByteBuffer::getShort),
  /** Four bytes without a sign. */
  U32(4, Kind.WHOLE, bytes -> Integer.toUnsignedLong(bytes.getInt())),
  /** Four bytes. */
  I32(4, Kind.WHOLE, ByteBuffer::getInt),
  /** Eight bytes without a sign. */
  U64(8, Kind.WHOLE, bytes -> unsigned(bytes.getLong())),
  /** Eight bytes. */
  I64(8, Kind.WHOLE, ByteBuffer::getLong),
  /** A power of two, 2^-127 to 2^127, or NaN. */
  F8_E8M0(1, Kind.REAL, bytes -> power(Byte.toUnsignedInt(bytes.get()))),
  /** 4 bits of exponent, 3 of fraction, up to 448; NaN, but nothing infinite. */
  F8_E4M3(1, Kind.REAL, bytes -> e4m3(bytes.get())),
  /** The upper byte of a binary16: 5 bits of exponent, 2 of fraction. */
  F8_E5M2(1, Kind.REAL, bytes -> Float.float16ToFloat((short) (bytes.get() << Byte.SIZE))),
  /** IEEE 754 binary16. */
  F16(2, Kind.REAL, bytes -> Float.float16ToFloat(bytes.getShort())),
  /** The upper half of a binary32. */
  BF16(2, Kind.REAL, bytes -> Float.intBitsToFloat(bytes.getShort() << Short.SIZE)),
  /** IEEE 754 binary32. */
  F32(4, Kind.REAL, ByteBuffer::getFloat),
  /** IEEE 754 binary64. */
  F64(8, Kind.REAL, ByteBuffer::getDouble);

  /** What figures of a type's numbers make sense. */
  public enum Kind {
    /** True or false. */
    TRUTH,
    /** Whole numbers. */
    WHOLE,
    /** Floating point. */
    REAL
  }

  /** Takes the next number from little-endian bytes. */
  @FunctionalInterface
  private interface Decoder {
    double next(ByteBuffer bytes);
  }

  private final int width;
  private final Kind kind;
  private final Decoder decoder;

  StoredType(int width, Kind kind, Decoder decoder) {
    this.width = width;
    this.kind = kind;
    this.decoder = decoder;
  }

  /** The one that a header calls by this name. */
  static Optional<StoredType> of(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** Bytes of a number. */
  public int width() {
    return width;
  }

  /** What figures of its numbers make sense. */
  public Kind kind() {
    return kind;
  }

  /**
   * Takes the next number from little-endian bytes. It is exact, but for whole numbers beyond 2^53,
   * which are rounded to the nearest double.
   */
  public double next(ByteBuffer bytes) {
    return decoder.next(bytes);
  }

  /** Half of it, with the bit that falls off kept for the rounding. */
  private static double unsigned(long value) {
    return value >= 0 ? value : 2.0 * (value >>> 1 | value & 1);
  }

  private static double power(int exponent) {
    return exponent == 255 ? Double.NaN : Math.scalb(1.0, exponent - 127);
  }

  private static double e4m3(byte bits) {
    int exponent = bits >> 3 & 15;
    int fraction = bits & 7;
    double size =
        (bits & 0x7F) == 0x7F
            ? Double.NaN
            : Math.scalb(
                (double) (exponent == 0 ? fraction : fraction + 8), Math.max(exponent, 1) - 10);
    return bits < 0 ? -size : size;
  }
}
