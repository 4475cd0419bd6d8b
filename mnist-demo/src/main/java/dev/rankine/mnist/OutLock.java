package dev.rankine.mnist;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rankine.engine.io.AtomicFile;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.IoProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Keeps a folder for one run at a time. The lock is the operating system's, so it goes with the
 * process, however that ends; who comes later also removes what a killed one left half written.
 */
final class OutLock implements AutoCloseable {
  private static final String NAME = ".rankine.lock";

  /** A file that is being written changes far more often. */
  private static final Duration ABANDONED = Duration.ofMinutes(1);

  /** By this process, whose own locks the system does not tell apart. */
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private static final ThreadLocal<Deque<OutLock>> HELD = ThreadLocal.withInitial(ArrayDeque::new);

  private final Path folder;
  private final FileChannel channel;
  private final Deque<Path> made;

  private OutLock(Path folder, FileChannel channel, Deque<Path> made) {
    this.folder = folder;
    this.channel = channel;
    this.made = made;
  }

  /**
   * Takes a folder, which is made if it is missing.
   *
   * @throws FormatException if another run has it
   * @throws IOException if no file can be made there
   */
  static OutLock take(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    AtomicFile.requireWritable(file);
    Deque<Path> made = new ArrayDeque<>();
    for (Path missing = folder.toAbsolutePath();
        missing != null && !Files.exists(missing, LinkOption.NOFOLLOW_LINKS);
        missing = missing.getParent()) {
      made.addLast(missing);
    }
    Files.createDirectories(folder);
    Path real = folder.toRealPath();
    if (!TAKEN.add(real)) {
      throw taken(folder, Long.toString(ProcessHandle.current().pid()));
    }
    try {
      OutLock lock = new OutLock(real, lock(folder, file), made);
      removeAbandoned(folder);
      return lock;
    } catch (IOException failed) {
      TAKEN.remove(real);
      throw failed;
    }
  }

  /**
   * Opens and locks the file. The holder removes it when it is done: then what was opened is no
   * longer the file, and the next try opens another. Nothing else may open it, for POSIX gives a
   * process's lock free with whichever of its descriptors is closed.
   */
  private static FileChannel lock(Path folder, Path file) throws IOException {
    while (true) {
      try {
        Files.createFile(file);
      } catch (FileAlreadyExistsException usual) {
        // The holder's, or left by a process that was killed.
      }
      try {
        Object before = key(file);
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (lockOrClose(folder, channel) && Objects.equals(before, key(file))) {
          return channel;
        }
        channel.close();
      } catch (NoSuchFileException removed) {
        continue;
      }
    }
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static boolean lockOrClose(Path folder, FileChannel channel) throws IOException {
    try {
      if (channel.tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
        throw taken(folder, holder(channel));
      }
      byte[] process = Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII);
      channel.truncate(0).write(ByteBuffer.wrap(process), 0);
      return true;
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  private static FormatException taken(Path folder, String process) {
    String who = process.matches("\\d+") ? " (process " + process + ")" : "";
    return new FormatException(folder, "another run writes there" + who + "; choose another --out");
  }

  /** The number that the holder has noted. */
  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), US_ASCII);
  }

  /** As {@link #take}, until this thread's command ends. */
  static void hold(Path folder) throws IOException {
    HELD.get().push(take(folder));
  }

  /** Gives free what this thread's command holds. */
  static void release() {
    while (!HELD.get().isEmpty()) {
      try {
        HELD.get().pop().close();
      } catch (IOException left) {
        System.getLogger("dev.rankine.mnist")
            .log(System.Logger.Level.WARNING, IoProblem.line(left));
      }
    }
  }

  private static void removeAbandoned(Path folder) throws IOException {
    Instant before = Instant.now().minus(ABANDONED);
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(AtomicFile::isTemporary).toList();
    }
    for (Path part : files) {
      if (Files.getLastModifiedTime(part).toInstant().isBefore(before)) {
        Files.deleteIfExists(part);
      }
    }
  }

  /** Gives the folder free; what was made for it and is empty goes. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
    channel.close();
    TAKEN.remove(folder);
    try {
      for (Path empty : made) {
        Files.deleteIfExists(empty);
      }
    } catch (DirectoryNotEmptyException used) {
      return;
    }
  }
}
