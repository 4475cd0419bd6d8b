package dev.rankine.engine.io;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.reference.ReferenceBackend;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The readers as a hostile file meets them: small whole files, and how bytes are read as one. */
enum Hostile implements Fuzzing.Reader {
  IDX {
    @Override
    List<byte[]> seeds() {
      return List.of(
          new byte[] {0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28},
          new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4});
    }

    @Override
    public void read(byte[] bytes) throws IOException {
      Idx.read(
          NAME,
          Unpacked.of(NAME, new ByteArrayInputStream(bytes), bytes.length),
          3,
          Unpacked.likely(bytes.length));
    }
  },

  GZIP {
    @Override
    List<byte[]> seeds() throws IOException {
      return List.of(packed(IDX.seeds().getFirst()), packed(IDX.seeds().getLast()));
    }

    @Override
    public long unpacked(long length) {
      return Npz.DEFLATE_RATIO * length;
    }

    @Override
    public void read(byte[] bytes) throws IOException {
      IDX.read(bytes);
    }
  },

  /** What is damaged is inside, and packed whole. */
  GZIP_CONTENT {
    @Override
    List<byte[]> seeds() throws IOException {
      return IDX.seeds();
    }

    @Override
    byte[] wrap(byte[] bytes) throws IOException {
      return packed(bytes);
    }

    @Override
    public long unpacked(long length) {
      return Npz.DEFLATE_RATIO * length;
    }

    @Override
    public void read(byte[] bytes) throws IOException {
      IDX.read(bytes);
    }
  },

  SAFETENSORS {
    @Override
    List<byte[]> seeds() throws IOException {
      List<byte[]> files = new ArrayList<>();
      for (byte[] content : SAFETENSORS_HEADER.seeds()) {
        files.add(SAFETENSORS_HEADER.wrap(content));
      }
      return files;
    }

    @Override
    public void read(byte[] bytes) throws IOException {
      Safetensors.read(NAME, SafetensorsFile.of(NAME, new MemoryChannel(bytes)), BACKEND);
    }
  },

  /** Its first eight bytes are right, so that what is damaged is read. */
  SAFETENSORS_HEADER {
    @Override
    List<byte[]> seeds() {
      return List.of(
          utf8(
              "{\"__metadata__\":{\"format\":\"pt\"},"
                  + "\"fc1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                  + "\"fc1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]}}"
                  + "\n"
                  + "x".repeat(32)),
          utf8("{\"e\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}\n"));
    }

    @Override
    byte[] wrap(byte[] bytes) {
      int header = 0;
      while (header < bytes.length && bytes[header] != '\n') {
        header++;
      }
      return ByteBuffer.allocate(Long.BYTES + bytes.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(header == bytes.length ? header : header + 1)
          .put(bytes)
          .array();
    }

    @Override
    public void read(byte[] bytes) throws IOException {
      SAFETENSORS.read(bytes);
    }
  },

  /** Numbers of all types, in pieces. */
  STORED {
    @Override
    List<byte[]> seeds() throws IOException {
      StringBuilder header = new StringBuilder("{\"f\":" + stored("F4", 2, 0, 1));
      long end = 1;
      for (StoredType type : StoredType.values()) {
        header.append(",\"" + type + "\":" + stored(type.name(), 2, end, end + 2 * type.width()));
        end += 2 * type.width();
      }
      return List.of(
          SAFETENSORS_HEADER.wrap(utf8("{\"e\":" + stored("U64", 0, 0, 0) + "}\n")),
          SAFETENSORS_HEADER.wrap(utf8(header + "}\n" + "x".repeat((int) end))));
    }

    @Override
    public void read(byte[] bytes) throws IOException {
      try (SafetensorsFile file = SafetensorsFile.of(NAME, new MemoryChannel(bytes))) {
        for (StoredTensor tensor : file.tensors()) {
          StoredType type = tensor.type().orElse(StoredType.U8);
          file.read(
              tensor,
              piece -> {
                while (piece.hasRemaining()) {
                  type.next(piece);
                }
              });
        }
      }
    }
  },

  NPY {
    @Override
    List<byte[]> seeds() {
      return arrays().values().stream().map(NpyElements::encode).toList();
    }

    @Override
    public void read(byte[] bytes) throws IOException {
      new NpyInput(NAME, "", new ByteArrayInputStream(bytes), bytes.length).read(BACKEND);
    }
  },

  /** The dictionary of a header alone. */
  NPY_HEADER {
    @Override
    List<byte[]> seeds() {
      return List.of(
          utf8("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + "x".repeat(24)),
          utf8("{'descr': '>i8', 'fortran_order': True, 'shape': (1,), }" + "\0".repeat(8)),
          utf8("{'shape': (), 'descr': '|u1', 'fortran_order': False}" + "x"));
    }

    @Override
    byte[] wrap(byte[] bytes) {
      int header = 0;
      while (header < bytes.length && bytes[header] != '}') {
        header++;
      }
      header = Math.min(bytes.length, header + 1);
      return ByteBuffer.allocate(NpyHeader.MAGIC.length + 4 + bytes.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(NpyHeader.MAGIC)
          .put(new byte[] {1, 0})
          .putShort((short) header)
          .put(bytes)
          .array();
    }

    @Override
    public void read(byte[] bytes) throws IOException {
      NPY.read(bytes);
    }
  },

  /** The platform's reader of archives takes files alone. */
  NPZ {
    @Override
    List<byte[]> seeds() throws IOException {
      return List.of(archive(ZipOutputStream.STORED), archive(ZipOutputStream.DEFLATED));
    }

    @Override
    public long unpacked(long length) {
      return Npz.DEFLATE_RATIO * length;
    }

    @Override
    public void read(byte[] bytes) throws IOException {
      Path file = Files.createTempFile("hostile", ".npz");
      try {
        Files.write(file, bytes);
        Npz.read(file, BACKEND);
      } finally {
        Files.delete(file);
      }
    }
  };

  private static final Path NAME = Path.of("hostile");
  private static final Backend BACKEND = new ReferenceBackend();
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

  /** Small whole files that the reader takes, or what {@link #wrap} makes them of. */
  abstract List<byte[]> seeds() throws IOException;

  /** A file from what was damaged. */
  byte[] wrap(byte[] bytes) throws IOException {
    return bytes;
  }

  /** The reader of a method's name, or a folder's: {@code npyHeader} is {@link #NPY_HEADER}. */
  static Hostile named(String name) {
    return valueOf(CAPITAL.matcher(name).replaceAll("_$0").toUpperCase(Locale.ROOT));
  }

  private static String stored(String dtype, int count, long begin, long end) {
    return "{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
        .formatted(dtype, count, begin, end);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private static Map<String, NdArray> arrays() {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("real", Tensor.of(BACKEND, Shape.of(2, 2), new float[] {1, -2, 3, 4e30f}));
    arrays.put("double", Tensor.of(BACKEND, Shape.of(1), new double[] {0.1}));
    arrays.put("index", Indices.of(BACKEND, Shape.of(3), new int[] {1, 2, -3}));
    arrays.put("byte", Bytes.of(BACKEND, Shape.of(2, 1), new byte[] {1, 2}));
    return arrays;
  }

  private static byte[] archive(int method) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, NdArray> array : arrays().entrySet()) {
        byte[] bytes = NpyElements.encode(array.getValue());
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        entry.setMethod(method);
        if (method == ZipOutputStream.STORED) {
          entry.setSize(bytes.length);
          CRC32 sum = new CRC32();
          sum.update(bytes);
          entry.setCrc(sum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(bytes);
      }
    }
    return out.toByteArray();
  }
}
