package dev.rankine.engine.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads a file that may be packed with gzip, which its first two bytes tell, not its name. */
public final class Unpacked {
  private static final int BUFFER = 1 << 16;
  private static final int GZIP = 0x1F8B;

  /** Packed data of this size and its content of any size are taken to belong together. */
  private static final long ROOM = 64L << 20;

  /** How many times larger than its packed form a content is taken to be; MNIST's is 5 times. */
  private static final long LARGEST_RATIO = 64;

  private Unpacked() {}

  /**
   * Opens a file. What is read is the unpacked content, in pieces: a small file that unpacks to a
   * huge one takes no more memory than the caller gives it, and is refused beyond 64 MiB and 64
   * times its size.
   *
   * @return a stream that throws {@link FormatException} where the packed data is damaged or such a
   *     bomb
   * @throws FormatException if it is no regular file, or the packed data is damaged from the start
   * @throws IOException if it cannot be read
   */
  public static InputStream open(Path file) throws IOException {
    IoProblem.requireRegular(file, "a file");
    return of(file, Files.newInputStream(file), Files.size(file));
  }

  /** As {@link #open}, for the bytes of a file, {@code size} of them. */
  static InputStream of(Path file, InputStream bytes, long size) throws IOException {
    InputStream in = new BufferedInputStream(bytes, Math.clamp(size, 64, BUFFER));
    try {
      in.mark(2);
      boolean packed = (in.read() << 8 | in.read()) == GZIP;
      in.reset();
      return packed ? new Gzip(file, in, size) : in;
    } catch (IOException failed) {
      in.close();
      throw failed;
    }
  }

  /** The most bytes that so many packed ones may unpack to. */
  static long limit(long packed) {
    return ROOM + likely(packed);
  }

  /** Bytes that so many packed ones may well unpack to: room that nobody need hesitate to take. */
  static long likely(long packed) {
    return Math.multiplyExact(packed, LARGEST_RATIO);
  }

  /**
   * SHA-256 of the unpacked content, in hexadecimal.
   *
   * @param limit the most bytes that the content may have
   * @throws FormatException if it has more, or the packed data is damaged
   * @throws IOException if it cannot be read
   */
  public static String sha256(Path file, long limit) throws IOException {
    MessageDigest digest = TensorHash.newDigest();
    try (InputStream in = open(file)) {
      byte[] piece = new byte[BUFFER];
      long size = 0;
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        size += count;
        if (size > limit) {
          throw new FormatException(file, "expected at most " + limit + " bytes, found more");
        }
        digest.update(piece, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Unpacks, and says which file is damaged. */
  private static final class Gzip extends FilterInputStream {
    private final Path file;
    private long left;

    Gzip(Path file, InputStream packed, long size) throws IOException {
      super(unpacking(file, packed, size));
      this.file = file;
      this.left = limit(size);
    }

    private static InputStream unpacking(Path file, InputStream packed, long size)
        throws IOException {
      try {
        return new GZIPInputStream(packed, Math.clamp(size, 64, BUFFER));
      } catch (EOFException | ZipException broken) {
        throw damaged(file, broken);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        int count = in.read(bytes, offset, length);
        left -= Math.max(0, count);
        if (left < 0) {
          throw new FormatException(
              file,
              "it unpacks to more than "
                  + LARGEST_RATIO
                  + " times its size; unpack it yourself if that is right");
        }
        return count;
      } catch (EOFException | ZipException broken) {
        throw damaged(file, broken);
      }
    }

    /** What is skipped is unpacked, too, and counts. */
    @Override
    public long skip(long count) throws IOException {
      return Math.max(0, read(new byte[Math.clamp(count, 0, BUFFER)]));
    }

    private static FormatException damaged(Path file, IOException broken) {
      String why = broken.getMessage() == null ? "it ends early" : broken.getMessage();
      return new FormatException(
          file, "the gzip data is damaged (" + why + "); delete it and get it again");
    }
  }
}
