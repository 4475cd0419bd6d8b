package dev.rankine.mnist.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG images of 8 bits a channel without filters (<a
 * href="https://www.w3.org/TR/png-3/">W3C, Portable Network Graphics</a>): enough for small
 * pictures, without loading AWT.
 */
final class Png {
  /** Channels of a pixel. */
  enum Kind {
    GRAY(1, 0),
    RGB(3, 2),
    RGBA(4, 6);

    private final int channels;
    private final int type;

    Kind(int channels, int type) {
      this.channels = channels;
      this.type = type;
    }
  }

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

  private Png() {}

  /**
   * A whole file.
   *
   * @param pixels (height, width, channels), row-major
   */
  static byte[] of(Kind kind, int width, int height, byte[] pixels) {
    int line = width * kind.channels;
    byte[] lines = new byte[height * (line + 1)];
    for (int y = 0; y < height; y++) {
      System.arraycopy(pixels, y * line, lines, y * (line + 1) + 1, line);
    }
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put((byte) kind.type).put((byte) 0).put((byte) 0).put((byte) 0);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    file.writeBytes(chunk("IHDR", header.array()));
    file.writeBytes(chunk("IDAT", deflated(lines)));
    file.writeBytes(chunk("IEND", new byte[0]));
    return file.toByteArray();
  }

  /** The file as an address that needs no network. */
  static String address(byte[] file) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(file);
  }

  private static byte[] chunk(String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(content);
    return ByteBuffer.allocate(content.length + 12)
        .putInt(content.length)
        .put(name)
        .put(content)
        .putInt((int) check.getValue())
        .array();
  }

  private static byte[] deflated(byte[] bytes) {
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      byte[] block = new byte[8192];
      while (!deflater.finished()) {
        packed.write(block, 0, deflater.deflate(block));
      }
      return packed.toByteArray();
    }
  }
}
