package dev.rankine.engine.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * An array of unsigned bytes in the IDX format of the MNIST files: two zero bytes, the type 0x08,
 * the number of axes, each extent as a big-endian int32, and the elements.
 *
 * @param dims the extents, outermost first
 * @param data the elements, row-major
 * @param crc32 CRC-32 of the whole unpacked file, which is what the end of a gzip file holds (RFC
 *     1952)
 */
public record Idx(int[] dims, byte[] data, long crc32) {
  private static final int UNSIGNED_BYTE = 8;
  private static final int LARGEST = Integer.MAX_VALUE - 64;

  /**
   * Reads a file, packed with gzip or not.
   *
   * @param rank the number of axes that is expected
   * @throws FormatException if the file is truncated, longer than it says or something else
   * @throws IOException if it cannot be read
   */
  public static Idx read(Path file, int rank) throws IOException {
    try (InputStream in = Unpacked.open(file)) {
      return read(file, in, rank, Unpacked.likely(Files.size(file)));
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be read", failed);
    }
  }

  /**
   * As {@link #read(Path, int)}, from its unpacked content.
   *
   * @param likely bytes that the content may well have: so many are not read in pieces first
   */
  static Idx read(Path file, InputStream unpacked, int rank, long likely) throws IOException {
    try (CheckedInputStream in = new CheckedInputStream(unpacked, new CRC32())) {
      int[] dims = dims(file, in, rank);
      int size = size(file, dims);
      requireMemory(file, size);
      byte[] data = size <= likely ? whole(in, size) : in.readNBytes(size);
      boolean more = data.length == size && in.read() >= 0;
      if (data.length != size || more) {
        throw new FormatException(
            file,
            String.format(
                "expected %d elements for %s, found %s; delete it and get it again",
                size, Arrays.toString(dims), more ? "more" : data.length));
      }
      return new Idx(dims, data, in.getChecksum().getValue());
    }
  }

  private static byte[] whole(InputStream in, int size) throws IOException {
    byte[] data = new byte[size];
    int found = in.readNBytes(data, 0, size);
    return found == size ? data : Arrays.copyOf(data, found);
  }

  private static int[] dims(Path file, InputStream in, int rank) throws IOException {
    int expected = UNSIGNED_BYTE << 8 | rank;
    byte[] magic = in.readNBytes(Integer.BYTES);
    boolean whole = magic.length == Integer.BYTES;
    if (!whole || ByteBuffer.wrap(magic).getInt() != expected) {
      throw new FormatException(
          file,
          String.format(
              "expected the idx magic 0x%08x (%d axes of unsigned bytes), found %s",
              expected, rank, whole ? "0x" + HexFormat.of().formatHex(magic) : "the end"));
    }
    byte[] extents = in.readNBytes(Integer.BYTES * rank);
    if (extents.length != Integer.BYTES * rank) {
      throw new FormatException(
          file,
          String.format(
              "expected a header of %d bytes, found %d; delete it and get it again",
              Integer.BYTES * (1 + rank), Integer.BYTES + extents.length));
    }
    int[] dims = new int[rank];
    ByteBuffer.wrap(extents).asIntBuffer().get(dims);
    return dims;
  }

  /** Reading may take twice the size: pieces, then the whole. */
  private static void requireMemory(Path file, int size) throws FormatException {
    long most = Runtime.getRuntime().maxMemory();
    if (size > most / 2) {
      throw new FormatException(
          file,
          String.format(
              Locale.ROOT,
              "its %,d bytes do not fit into the %,d MB that Java may use; start it with a larger -Xmx",
              size,
              most >> 20));
    }
  }

  private static int size(Path file, int[] dims) throws FormatException {
    long size = 1;
    for (int dim : dims) {
      if (dim < 0 || size * dim > LARGEST) {
        throw new FormatException(file, "its extents are impossible: " + Arrays.toString(dims));
      }
      size *= dim;
    }
    return (int) size;
  }
}
