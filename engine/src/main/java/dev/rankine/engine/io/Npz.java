package dev.rankine.engine.io;

import dev.rankine.engine.Backend;
import dev.rankine.engine.NdArray;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Named arrays in a file, as {@code numpy.savez} writes them: a zip archive with an entry {@code
 * name.npy} for each, see {@link Npy} for the elements.
 *
 * @param arrays by name, in the order of the file
 */
public record Npz(Map<String, NdArray> arrays) {
  private static final String SUFFIX = ".npy";

  /** One time for all entries, so that the same arrays give the same bytes. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  /** The arrays, in the given order. */
  public Npz {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /**
   * Reads a file with stored or deflated entries into new arrays.
   *
   * @throws FormatException if it is not such a file, saying why
   * @throws IOException if it cannot be read
   */
  public static Npz read(Path file, Backend backend) throws IOException {
    IoProblem.requireRegular(file, "an npz file");
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (!name.endsWith(SUFFIX)) {
          throw new FormatException(
              file,
              "its entry " + NpyInput.quote(name) + " is not an array; only name.npy are read");
        }
        String key = name.substring(0, name.length() - SUFFIX.length());
        if (arrays.put(key, read(file, zip, entry, backend)) != null) {
          throw new FormatException(file, "it has two entries " + NpyInput.quote(name));
        }
      }
    } catch (ZipException | EOFException damaged) {
      throw new FormatException(
          file, "the zip archive is damaged or truncated (" + damaged.getMessage() + ")");
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be read", failed);
    }
    return new Npz(arrays);
  }

  private static NdArray read(Path file, ZipFile zip, ZipEntry entry, Backend backend)
      throws IOException {
    CRC32 sum = new CRC32();
    try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      String where = "entry " + NpyInput.quote(entry.getName()) + ": ";
      NpyInput input = new NpyInput(file, where, in, entry.getSize());
      if (entry.getSize() > Unpacked.limit(entry.getCompressedSize())) {
        throw input.broken(
            "it is said to unpack to "
                + entry.getSize()
                + " bytes from "
                + entry.getCompressedSize()
                + "; store it with numpy.savez if that is right");
      }
      NdArray array = input.read(backend);
      if (in.read() >= 0 || sum.getValue() != entry.getCrc()) {
        throw input.broken("its check sum or length is wrong; it is damaged, get it again");
      }
      return array;
    }
  }

  /**
   * Writes a file whole or not at all, its entries stored, as {@code numpy.savez} does.
   *
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if an array needs more than 2 GiB
   */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, channel -> writeTo(channel, ZipEntry.STORED));
  }

  /**
   * As {@link #write}, its entries deflated, as {@code numpy.savez_compressed} does. The bytes may
   * differ between versions of zlib.
   */
  public void writeCompressed(Path file) throws IOException {
    AtomicFile.write(file, channel -> writeTo(channel, ZipEntry.DEFLATED));
  }

  private void writeTo(FileChannel channel, int method) throws IOException {
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Map.Entry<String, NdArray> array : arrays.entrySet()) {
      byte[] bytes = NpyElements.encode(array.getValue());
      CRC32 sum = new CRC32();
      sum.update(bytes);
      ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
      entry.setTimeLocal(TIME);
      entry.setMethod(method);
      entry.setSize(bytes.length);
      entry.setCrc(sum.getValue());
      zip.putNextEntry(entry);
      zip.write(bytes);
      zip.closeEntry();
    }
    zip.finish();
    out.flush();
  }
}
