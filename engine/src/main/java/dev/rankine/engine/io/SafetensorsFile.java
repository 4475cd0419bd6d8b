package dev.rankine.engine.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An open safetensors file of any size and any types, its data read in pieces: what looks at files
 * that {@link Safetensors} would not take into memory. The header is checked when it is opened.
 */
public final class SafetensorsFile implements Closeable {
  /** Longest header that a reader accepts, as in the reference implementation. */
  static final int HEADER_LIMIT = 100_000_000;

  /** A whole number of the numbers of every type. */
  private static final int PIECE = 1 << 16;

  private final Path file;
  private final SeekableByteChannel channel;
  private final SafetensorsHeader header;
  private final long start;

  private SafetensorsFile(Path file, SeekableByteChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.header = SafetensorsHeader.parse(file, headerBytes());
    this.start = channel.position();
    header.requireCover(channel.size() - start);
  }

  /**
   * Opens a file.
   *
   * @throws FormatException if it is not a safetensors file, saying why
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile open(Path file) throws IOException {
    IoProblem.requireRegular(file, "a safetensors file");
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      return new SafetensorsFile(file, channel);
    } catch (IOException failed) {
      if (channel != null) {
        channel.close();
      }
      throw IoProblem.of(file, "it cannot be read", failed);
    }
  }

  /** As {@link #open}, from the bytes of a file. */
  static SafetensorsFile of(Path file, SeekableByteChannel channel) throws IOException {
    return new SafetensorsFile(file, channel);
  }

  /** The tensors, in the order of their data. */
  public List<StoredTensor> tensors() {
    return List.copyOf(header.entries());
  }

  /** Free text by key. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * Reads a tensor of this file, little-endian and row-major, in pieces of at most 64 KiB that hold
   * whole numbers. A piece is overwritten by the next one.
   *
   * @throws IOException if it cannot be read, or was cut since it was opened
   */
  public void read(StoredTensor tensor, Consumer<ByteBuffer> pieces) throws IOException {
    int room = (int) Math.min(PIECE, tensor.bytes());
    ByteBuffer piece = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = tensor.begin(); at < tensor.end(); at += piece.limit()) {
      piece.clear().limit((int) Math.min(room, tensor.end() - at));
      readData(piece, at);
      pieces.accept(piece.flip());
    }
  }

  /** All bytes of a tensor that fits into an array. */
  ByteBuffer whole(StoredTensor tensor) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.bytes()));
    readData(bytes, tensor.begin());
    return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void readData(ByteBuffer bytes, long position) throws IOException {
    try {
      readAll(bytes, start + position);
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be read", failed);
    }
  }

  private byte[] headerBytes() throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new FormatException(
          file, "a safetensors file begins with 8 bytes, found " + size + "; it is truncated");
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readAll(length, 0);
    long count = length.flip().getLong();
    if (count < 0 || count > HEADER_LIMIT || count > size - Long.BYTES) {
      throw new FormatException(
          file,
          "the header is said to have "
              + Long.toUnsignedString(count)
              + " bytes, the file has "
              + size
              + "; it is truncated or not a safetensors file");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) count);
    readAll(bytes, Long.BYTES);
    return bytes.array();
  }

  private void readAll(ByteBuffer bytes, long position) throws IOException {
    channel.position(position);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new FormatException(file, "it ended early; it was cut while it was read");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
