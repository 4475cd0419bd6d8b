package dev.rankine.engine.io;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Feeds damaged files to a reader, and tells which one it took badly: only an {@link IOException}
 * of one line may leave it, and it allocates no more than a constant, a multiple of the file, and a
 * small multiple of what the file can unpack to.
 *
 * <p>As a program it goes on for as long as it is told to, with new seeds, and saves what it finds:
 *
 * <pre>java … dev.rankine.engine.io.Fuzzing MINUTES FOLDER</pre>
 */
final class Fuzzing {
  /** What a reader may allocate for a file, whatever its content: buffers, messages, a digest. */
  private static final long CONSTANT = 1 << 20;

  /** What it may allocate for each byte: the content as bytes, floats, doubles and a tensor. */
  private static final long PER_BYTE = 256;

  /** What it may allocate for each byte that it can unpack: the same, with nothing to parse. */
  private static final long PER_UNPACKED_BYTE = 8;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What takes the bytes of a file. */
  @FunctionalInterface
  interface Reader {
    /** Reads the bytes of a file. */
    void read(byte[] bytes) throws IOException;

    /** The most bytes that a file of this length can unpack to. */
    default long unpacked(long length) {
      return 0;
    }
  }

  private Fuzzing() {}

  /** Damaged files, one sequence for a seed. */
  static void run(Hostile reader, long seed, int count) throws IOException {
    Mutator mutator = new Mutator(new SplittableRandom(seed));
    List<byte[]> seeds = reader.seeds();
    for (int i = 0; i < count; i++) {
      byte[] other = seeds.get(mutator.random().nextInt(seeds.size()));
      byte[] damaged = mutator.mutate(seeds.get(i % seeds.size()), other);
      take(reader, reader.wrap(damaged));
    }
  }

  /** Reads one file; again, where a first reading took memory for the classes it loaded. */
  static void take(Reader reader, byte[] file) {
    long most =
        CONSTANT + PER_BYTE * file.length + PER_UNPACKED_BYTE * reader.unpacked(file.length);
    if (allocated(reader, file) > most) {
      long allocated = allocated(reader, file);
      if (allocated > most) {
        throw new AssertionError(what(reader, file) + " took " + allocated + " bytes of memory");
      }
    }
  }

  /** Bytes of memory that reading took. */
  private static long allocated(Reader reader, byte[] file) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reader.read(file);
    } catch (IOException declared) {
      String message = IoProblem.line(declared);
      if (message.isBlank() || message.lines().count() > 1) {
        throw new AssertionError(what(reader, file) + " gives the message: " + message, declared);
      }
    } catch (RuntimeException | Error undeclared) {
      throw new AssertionError(what(reader, file), undeclared);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static String what(Reader reader, byte[] file) {
    return reader + " " + HexFormat.of().formatHex(file);
  }

  /** Minutes, and the folder for what is found; 0 if nothing was. */
  public static void main(String[] args) throws IOException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.parseLong(args[0]));
    Path folder = Files.createDirectories(Path.of(args[1]));
    long seed = System.nanoTime();
    int found = 0;
    for (long round = 0; System.nanoTime() < end; round++) {
      for (Hostile reader : Hostile.values()) {
        try {
          run(reader, seed + round, 10_000);
        } catch (AssertionError bug) {
          found++;
          Files.writeString(folder.resolve(reader + "-" + (seed + round)), bug.getMessage());
          bug.printStackTrace();
        }
      }
      System.out.println("round " + (round + 1) + ": " + found + " found");
    }
    System.exit(found == 0 ? 0 : 1);
  }
}
