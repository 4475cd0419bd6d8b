package dev.rankine.engine.io;

import dev.rankine.engine.Backend;
import dev.rankine.engine.NdArray;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
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

  /**
   * How many bytes one of deflate can become (RFC 1951, 3.2.5): the longest match, 258 bytes, takes
   * no less than a bit for its length and a bit for its distance.
   */
  static final long DEFLATE_RATIO = 258 * Byte.SIZE / 2;

  /** One time for all entries, so that the same arrays give the same bytes. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  /** The arrays, in the given order. */
  public Npz {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /**
   * Reads a file with stored or deflated entries into new arrays. An archive of zeros is read as
   * any other: entries may have the 1,032 times their packed size that deflate reaches, and all
   * packed sizes together no more than the file has. A file that says otherwise, or whose entries
   * lie over each other, is refused before memory is taken, so that a hostile one of n bytes takes
   * a few times 1,032 n at most, and that only where its data unpack to as much.
   *
   * @throws FormatException if it is not such a file, saying why
   * @throws IOException if it cannot be read
   */
  public static Npz read(Path file, Backend backend) throws IOException {
    IoProblem.requireRegular(file, "an npz file");
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      requireApart(file, zip);
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

  /** Entries over each other would unpack to any multiple of the file. */
  private static void requireApart(Path file, ZipFile zip) throws IOException {
    long packed = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      packed += entry.getCompressedSize();
    }
    if (packed > Files.size(file)) {
      throw new FormatException(
          file,
          "its entries are said to have "
              + packed
              + " packed bytes, the file has "
              + Files.size(file)
              + "; it is damaged or made to unpack without end");
    }
  }

  private static NdArray read(Path file, ZipFile zip, ZipEntry entry, Backend backend)
      throws IOException {
    String where = "entry " + NpyInput.quote(entry.getName()) + ": ";
    if (entry.getSize() > DEFLATE_RATIO * entry.getCompressedSize()) {
      throw new FormatException(
          file,
          where
              + "it is said to unpack to "
              + entry.getSize()
              + " bytes from "
              + entry.getCompressedSize()
              + ", deflate reaches "
              + DEFLATE_RATIO
              + " times; it is damaged, get it again");
    }
    CRC32 sum = new CRC32();
    try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      NpyInput input = new NpyInput(file, where, in, entry.getSize());
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
   * @throws IllegalArgumentException if an array needs more than 2 GiB, or has thousands of axes
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
