package dev.rankine.engine.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Damages bytes the way that finds bugs in readers: single bits, numbers at the edges of their
 * range, pieces that are missing, doubled, moved or from another file, and words of the formats'
 * headers. One generator gives one sequence.
 */
record Mutator(RandomGenerator random) {
  private static final long[] EDGES = {
    0,
    1,
    -1,
    7,
    8,
    127,
    128,
    255,
    256,
    32_767,
    65_535,
    65_536,
    100_000_000,
    100_000_001,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 64,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 62,
    Long.MAX_VALUE,
    Long.MAX_VALUE - 7,
    Long.MIN_VALUE
  };

  private static final List<byte[]> WORDS =
      List.of(
              "{",
              "}",
              "[",
              "]",
              "(",
              ")",
              ",",
              ":",
              "\"",
              "'",
              "\\",
              "\\u0000",
              "\\ud800",
              "null",
              "true",
              "1e999999999",
              "-0",
              "0.5",
              "9".repeat(30),
              "9223372036854775807",
              "-1",
              "4294967296",
              "1073741824",
              "\"F32\"",
              "\"F64\"",
              "\"BF16\"",
              "\"F16\"",
              "\"dtype\":",
              "\"shape\":[0]",
              "\"shape\":[65536,65536]",
              "\"data_offsets\":[0,4]",
              "\"__metadata__\":{",
              "{\"a\":",
              "[[[[[[[[[[[[[[[[",
              "'shape':",
              "'<f8'",
              "'>i8'",
              "'|u1'",
              "True",
              "(1,)",
              "(2147483647, 2147483647,)",
              "PK\1\2",
              "PK\5\6",
              "\u001f\u008b",
              " ".repeat(20))
          .stream()
          .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
          .toList();

  /** A damaged copy; pieces may come from the other bytes. */
  byte[] mutate(byte[] bytes, byte[] other) {
    byte[] damaged = bytes.clone();
    int times = 1 + (random.nextInt(3) == 0 ? random.nextInt(6) : 0);
    for (int i = 0; i < times; i++) {
      damaged = once(damaged, other);
    }
    return damaged;
  }

  private byte[] once(byte[] bytes, byte[] other) {
    int from = at(bytes);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextBoolean() ? 4 : 64));
    return switch (random.nextInt(10)) {
      case 0, 1 -> flip(bytes, from);
      case 2 -> set(bytes, from, new byte[] {(byte) random.nextInt()});
      case 3, 4 -> set(bytes, from, edge());
      case 5 -> join(bytes, from, new byte[0], to);
      case 6 -> join(bytes, to, Arrays.copyOfRange(bytes, from, to), from);
      case 7 -> join(bytes, from, WORDS.get(random.nextInt(WORDS.size())), to);
      case 8 -> join(bytes, from, WORDS.get(random.nextInt(WORDS.size())), from);
      default -> {
        int start = at(other);
        int end = Math.min(other.length, start + 1 + random.nextInt(64));
        yield random.nextInt(4) == 0
            ? Arrays.copyOf(bytes, from)
            : join(bytes, from, Arrays.copyOfRange(other, start, end), to);
      }
    };
  }

  private int at(byte[] bytes) {
    return bytes.length == 0 ? 0 : random.nextInt(bytes.length);
  }

  private byte[] flip(byte[] bytes, int at) {
    if (at < bytes.length) {
      bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return bytes;
  }

  /** A number at the edge of its range, in 2, 4 or 8 bytes of either order. */
  private byte[] edge() {
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
    number.order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long value = EDGES[random.nextInt(EDGES.length)];
    return switch (random.nextInt(3)) {
      case 0 -> Arrays.copyOf(number.putShort((short) value).array(), Short.BYTES);
      case 1 -> Arrays.copyOf(number.putInt((int) value).array(), Integer.BYTES);
      default -> number.putLong(value).array();
    };
  }

  private static byte[] set(byte[] bytes, int at, byte[] piece) {
    System.arraycopy(piece, 0, bytes, at, Math.min(piece.length, bytes.length - at));
    return bytes;
  }

  /** The bytes up to one place, a piece, and the bytes from another place on. */
  private static byte[] join(byte[] bytes, int until, byte[] piece, int from) {
    return ByteBuffer.allocate(until + piece.length + bytes.length - from)
        .put(bytes, 0, until)
        .put(piece)
        .put(bytes, from, bytes.length - from)
        .array();
  }
}
