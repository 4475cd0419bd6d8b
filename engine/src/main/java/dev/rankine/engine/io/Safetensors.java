package dev.rankine.engine.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named tensors in a file, in Hugging Face's safetensors format: the header's length (8 bytes,
 * little-endian), a JSON header with dtype, shape and position of each tensor, and the bytes.
 * Tensors here are float32; files also hold numbers of two bytes, see {@link StoredFloat}.
 *
 * @param tensors by name, in the order of the file
 * @param metadata free text by key
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** Longest header that a reader accepts, as in the reference implementation. */
  static final int HEADER_LIMIT = 100_000_000;

  private static final JsonFactory JSON = new JsonFactory();
  private static final int ALIGNMENT = 8;

  /**
   * Writes the file whole or not at all, tensors sorted by name, as float32.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    write(file, StoredFloat.F32);
  }

  /** As {@link #write(Path)}, with numbers that may take two bytes and lose digits. */
  public void write(Path file, StoredFloat type) throws IOException {
    List<String> names = TensorHash.sorted(tensors);
    byte[] header = header(names, type);
    AtomicFile.write(
        file,
        channel -> {
          ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          writeAll(channel, length.putLong(header.length).flip());
          writeAll(channel, ByteBuffer.wrap(header));
          for (String name : names) {
            writeAll(channel, ByteBuffer.wrap(type.written(tensors.get(name).toFloats())));
          }
        });
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The JSON header, filled up with spaces so that the data is aligned. */
  private byte[] header(List<String> names, StoredFloat type) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long position = 0;
      for (String name : names) {
        Shape shape = tensors.get(name).shape();
        long end = position + (long) shape.size() * type.bytes();
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", type.name());
        json.writeFieldName("shape");
        json.writeArray(shape.dims(), 0, shape.rank());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {position, end}, 0, 2);
        json.writeEndObject();
        position = end;
      }
      json.writeEndObject();
    }
    while (out.size() % ALIGNMENT != 0) {
      out.write(' ');
    }
    return out.toByteArray();
  }

  /**
   * Reads a file into new tensors.
   *
   * @throws FormatException if it is not a safetensors file of such tensors, saying why
   * @throws IOException if it cannot be read
   */
  public static Safetensors read(Path file, Backend backend) throws IOException {
    IoProblem.requireRegular(file, "a safetensors file");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(file, channel, backend);
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be read", failed);
    }
  }

  /** As {@link #read(Path, Backend)}, from the bytes of a file. */
  static Safetensors read(Path file, SeekableByteChannel channel, Backend backend)
      throws IOException {
    SafetensorsHeader header = SafetensorsHeader.parse(file, headerBytes(file, channel));
    long start = channel.position();
    header.requireCover(channel.size() - start);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      ByteBuffer bytes = ByteBuffer.allocate((int) (entry.end() - entry.begin()));
      readAll(file, channel, bytes, start + entry.begin());
      float[] values = new float[entry.shape().size()];
      entry.type().get(bytes.flip().order(ByteOrder.LITTLE_ENDIAN), values);
      tensors.put(entry.name(), Tensor.of(backend, entry.shape(), values));
    }
    return new Safetensors(tensors, header.metadata());
  }

  private static byte[] headerBytes(Path file, SeekableByteChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (size < Long.BYTES) {
      throw new FormatException(
          file, "a safetensors file begins with 8 bytes, found " + size + "; it is truncated");
    }
    readAll(file, channel, length, 0);
    long header = length.flip().getLong();
    if (header < 0 || header > HEADER_LIMIT || header > size - Long.BYTES) {
      throw new FormatException(
          file,
          "the header is said to have "
              + Long.toUnsignedString(header)
              + " bytes, the file has "
              + size
              + "; it is truncated or not a safetensors file");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) header);
    readAll(file, channel, bytes, Long.BYTES);
    return bytes.array();
  }

  private static void readAll(
      Path file, SeekableByteChannel channel, ByteBuffer bytes, long position) throws IOException {
    channel.position(position);
    while (bytes.hasRemaining()) {
      int count = channel.read(bytes);
      if (count < 0) {
        throw new FormatException(file, "it ended early; it was cut while it was read");
      }
    }
  }

  /** Names in the order of the file. */
  public List<String> names() {
    return new ArrayList<>(tensors.keySet());
  }
}
