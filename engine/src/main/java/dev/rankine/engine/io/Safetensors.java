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
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Named tensors in a file, in Hugging Face's safetensors format: the header's length (8 bytes,
 * little-endian), a JSON header with dtype, shape and position of each tensor, and the bytes.
 * Tensors here are float32; files also hold numbers of two bytes, see {@link StoredFloat}. A file
 * of other numbers is looked at through a {@link SafetensorsFile}.
 *
 * @param tensors by name, in the order of the file
 * @param metadata free text by key
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ALIGNMENT = 8;
  private static final int LARGEST = Integer.MAX_VALUE - 64;

  /**
   * Writes the file whole or not at all, tensors sorted by name, as float32.
   *
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if a tensor has the name {@code __metadata__}, which the
   *     format keeps for itself, or a name or text is not Unicode: one half of a surrogate pair
   */
  public void write(Path file) throws IOException {
    write(file, StoredFloat.F32);
  }

  /** As {@link #write(Path)}, with numbers that may take two bytes and lose digits. */
  public void write(Path file, StoredFloat type) throws IOException {
    requireReadable();
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

  /** What could be written, but not read again. */
  private void requireReadable() {
    if (tensors.containsKey(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "safetensors: the format keeps the name __metadata__ for itself; rename the tensor");
    }
    CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
    Stream.of(tensors.keySet(), metadata.keySet(), metadata.values())
        .flatMap(Collection::stream)
        .filter(text -> !utf8.canEncode(text))
        .findFirst()
        .ifPresent(
            text -> {
              throw new IllegalArgumentException(
                  "safetensors: "
                      + NpyInput.quote(text)
                      + " holds one half of a surrogate pair, which is not Unicode; rename it");
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
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      return read(file, stored, backend);
    }
  }

  /** As {@link #read(Path, Backend)}, from an open file. */
  static Safetensors read(Path file, SafetensorsFile stored, Backend backend) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (StoredTensor tensor : stored.tensors()) {
      StoredFloat type = type(file, tensor);
      Shape shape = shape(file, tensor);
      float[] values = new float[shape.size()];
      type.get(stored.whole(tensor), values);
      tensors.put(tensor.name(), Tensor.of(backend, shape, values));
    }
    return new Safetensors(tensors, stored.metadata());
  }

  private static StoredFloat type(Path file, StoredTensor tensor) throws FormatException {
    return StoredFloat.of(tensor.dtype())
        .orElseThrow(
            () ->
                new FormatException(
                    file,
                    "tensor "
                        + tensor.name()
                        + " has dtype "
                        + tensor.dtype()
                        + "; F32, F16 and BF16 are read, convert it first"));
  }

  private static Shape shape(Path file, StoredTensor tensor) throws FormatException {
    List<Long> dims = tensor.dims();
    if (tensor.bytes() > LARGEST || dims.stream().anyMatch(dim -> dim > LARGEST)) {
      throw new FormatException(
          file,
          "tensor "
              + tensor.name()
              + tensor.shape()
              + " has "
              + tensor.bytes()
              + " bytes, at most 2 GiB are read; split it");
    }
    return Shape.of(dims.stream().mapToInt(Math::toIntExact).toArray());
  }

  /** Names in the order of the file. */
  public List<String> names() {
    return new ArrayList<>(tensors.keySet());
  }
}
