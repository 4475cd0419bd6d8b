package dev.rankine.engine.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * An array of unsigned bytes in the IDX format of the MNIST files: two zero bytes, the type 0x08,
 * the number of axes, each extent as a big-endian int32, and the elements.
 *
 * @param dims the extents, outermost first
 * @param data the elements, row-major
 * @param content the whole unpacked file, for hashing
 */
public record Idx(int[] dims, byte[] data, byte[] content) {
  private static final int UNSIGNED_BYTE = 8;

  /**
   * Reads a file, packed with gzip or not.
   *
   * @param rank the number of axes that is expected
   * @throws FormatException if the file is truncated, longer than it says or something else
   * @throws IOException if it cannot be read
   */
  public static Idx read(Path file, int rank) throws IOException {
    return parse(file, unpacked(file), rank);
  }

  /** The unpacked content of a file that may be packed with gzip. */
  public static byte[] unpacked(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    boolean packed = bytes.length >= 2 && (bytes[0] & 0xFF) == 0x1F && (bytes[1] & 0xFF) == 0x8B;
    if (!packed) {
      return bytes;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new FormatException(
          file,
          "the gzip data is damaged or truncated (" + broken.getMessage() + "); get it again");
    }
  }

  static Idx parse(Path file, byte[] content, int rank) throws FormatException {
    int header = 4 + 4 * rank;
    int magic = content.length < 4 ? -1 : ByteBuffer.wrap(content).getInt();
    int expected = UNSIGNED_BYTE << 8 | rank;
    if (magic != expected) {
      throw new FormatException(
          file,
          String.format(
              "expected the idx magic 0x%08x (%d axes of unsigned bytes), found %s",
              expected, rank, content.length < 4 ? "the end" : String.format("0x%08x", magic)));
    }
    if (content.length < header) {
      throw new FormatException(
          file, "expected a header of " + header + " bytes, found " + content.length);
    }
    int[] dims = new int[rank];
    long size = 1;
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = ByteBuffer.wrap(content).getInt(4 + 4 * axis);
      if (dims[axis] < 0 || size * dims[axis] > Integer.MAX_VALUE) {
        throw new FormatException(file, "its extents are impossible: " + Arrays.toString(dims));
      }
      size *= dims[axis];
    }
    if (content.length - header != size) {
      throw new FormatException(
          file,
          "expected "
              + size
              + " elements for "
              + Arrays.toString(dims)
              + ", found "
              + (content.length - header)
              + "; get the file again");
    }
    return new Idx(dims, Arrays.copyOfRange(content, header, content.length), content);
  }
}
