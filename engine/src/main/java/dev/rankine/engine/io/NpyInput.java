package dev.rankine.engine.io;

import dev.rankine.engine.Backend;
import dev.rankine.engine.NdArray;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One array in NumPy's npy format, in a file of its own or inside an archive. Every length is
 * checked before memory is taken.
 *
 * @param file for messages
 * @param entry for messages: {@code ""}, or which entry of the file, with a colon and a space
 * @param in the array's bytes, {@code size} of them if nothing is damaged
 */
record NpyInput(Path file, String entry, InputStream in, long size) {
  /** The longest header that is accepted, as in {@code numpy.load}. */
  static final int HEADER_LIMIT = 10_000;

  private static final int LONGEST_QUOTE = 40;

  /** Reads the array; the stream is then at its end unless it holds more than it said. */
  NdArray read(Backend backend) throws IOException {
    int start = NpyHeader.MAGIC.length + 2;
    byte[] magic = take(start, start, "an npy file begins with 8 bytes");
    if (!Arrays.equals(magic, 0, start - 2, NpyHeader.MAGIC, 0, start - 2)) {
      throw broken("it does not begin with \\x93NUMPY; it is not an npy file");
    }
    int major = magic[start - 2];
    if (major < 1 || major > 3 || magic[start - 1] != 0) {
      throw broken(
          "it has format version "
              + (major & 0xFF)
              + "."
              + (magic[start - 1] & 0xFF)
              + ", only 1.0, 2.0 and 3.0 are read");
    }
    int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
    byte[] little = take(lengthBytes, start + lengthBytes, "the length of the header is missing");
    long length = 0;
    for (int i = lengthBytes - 1; i >= 0; i--) {
      length = length << 8 | little[i] & 0xFF;
    }
    if (length > HEADER_LIMIT) {
      throw broken(
          "the header is said to have " + length + " bytes, at most " + HEADER_LIMIT + " are read");
    }
    long data = start + lengthBytes + length;
    byte[] text = take((int) length, data, "the header has " + length + " bytes");
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    NpyHeader header = NpyHeaderParser.parse(this, new String(text, charset));
    return NpyElements.decode(this, header, elements(header, size - data), backend);
  }

  private byte[] elements(NpyHeader header, long found) throws IOException {
    long expected = header.dataBytes();
    if (expected != found) {
      throw broken(
          "expected "
              + expected
              + " bytes of elements for "
              + header.shape()
              + ", found "
              + found
              + "; it is truncated or has something appended");
    }
    if (expected > Integer.MAX_VALUE - 64) {
      throw broken("its elements have " + expected + " bytes, more than 2 GiB are not read");
    }
    return take((int) expected, size, "it has " + size + " bytes");
  }

  /** Bytes that end {@code end} bytes from the start; fails where the array is shorter. */
  private byte[] take(int count, long end, String rule) throws IOException {
    byte[] bytes = end > size ? new byte[0] : in.readNBytes(count);
    if (end > size || bytes.length < count) {
      throw broken(rule + ", it ends before; it is truncated");
    }
    return bytes;
  }

  /** The exception for a problem of this array. */
  FormatException broken(String problem) {
    return new FormatException(file, entry + problem);
  }

  /** Text from a file as a part of one line: short, and printable ASCII alone. */
  static String quote(String text) {
    String shown = text.substring(0, Math.min(text.length(), LONGEST_QUOTE));
    return "'" + shown.replaceAll("[^ -~]", "?") + (shown.equals(text) ? "'" : "…'");
  }
}
