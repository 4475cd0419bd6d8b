package dev.rankine.engine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.UUID;

/** Writes a file whole or not at all: under a temporary name, forced to disk, moved into place. */
public final class AtomicFile {
  /** What writes the content. */
  @FunctionalInterface
  public interface Content {
    /** Writes to a new, empty file. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /** What is asked of the file system, one call a step; tests let each of them fail. */
  interface Disk {
    /** A new file that is not there yet, to write to. */
    default FileChannel create(Path file) throws IOException {
      return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    /** Gives a file another name, in one step, whether that name is taken or not. */
    default void move(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes a file, if it is there. */
    default void delete(Path file) throws IOException {
      Files.deleteIfExists(file);
    }
  }

  private static final Disk DISK = new Disk() {};
  private static final String PREFIX = ".rankine-";
  private static final String SUFFIX = ".part";

  private AtomicFile() {}

  /**
   * Writes or replaces a file. Missing folders are made; of a link to a file the target is
   * replaced. Who may read and write a file that is replaced stays as it was.
   *
   * @throws FormatException if the name is that of a folder, a device or a pipe
   * @throws IOException if it cannot be written; an older file of that name is then unchanged
   */
  public static void write(Path file, Content content) throws IOException {
    write(file, content, DISK);
  }

  /** As {@link #write(Path, Content)}, for a content that is at hand. */
  public static void write(Path file, byte[] content) throws IOException {
    write(
        file,
        channel -> {
          ByteBuffer rest = ByteBuffer.wrap(content);
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        });
  }

  /** As {@link #write(Path, Content)}, on this disk. */
  static void write(Path file, Content content, Disk disk) throws IOException {
    requireWritable(file);
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Files.createDirectories(target.getParent());
      replace(target, content, disk);
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be written", failed);
    }
  }

  private static void replace(Path target, Content content, Disk disk) throws IOException {
    Path temporary = target.resolveSibling(PREFIX + UUID.randomUUID() + SUFFIX);
    try {
      try (FileChannel channel = disk.create(temporary)) {
        keepPermissions(target, temporary);
        content.writeTo(channel);
        channel.force(true);
      }
      disk.move(temporary, target);
    } catch (IOException | RuntimeException | Error failed) {
      try {
        disk.delete(temporary);
      } catch (IOException kept) {
        failed.addSuppressed(kept);
      }
      throw failed;
    }
  }

  /** Where there are such permissions, and a file that has others than a new one. */
  private static void keepPermissions(Path from, Path to) throws IOException {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(from);
      if (!permissions.equals(Files.getPosixFilePermissions(to))) {
        Files.setPosixFilePermissions(to, permissions);
      }
    } catch (NoSuchFileException | UnsupportedOperationException none) {
      // a new file, or another kind of file system
    }
  }

  /**
   * Whether a file has the temporary name of one that was being written: what a process leaves that
   * was killed.
   */
  public static boolean isTemporary(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /**
   * Checks what can be told beforehand, without writing anything: for a caller with hours of work
   * between the name and the content.
   *
   * @throws FormatException if the name is that of a folder, a device or a pipe, or the nearest
   *     folder above it that exists is not one or takes no files
   */
  public static void requireWritable(Path file) throws FormatException {
    IoProblem.requireRegular(file, "the name of a file to write");
    Path folder = file.toAbsolutePath().getParent();
    while (folder.getParent() != null && !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      folder = folder.getParent();
    }
    if (!Files.isDirectory(folder)) {
      throw new FormatException(file, "it cannot be written: " + folder + " is not a folder");
    }
    if (!Files.isWritable(folder)) {
      throw new FormatException(file, "it cannot be written: access to " + folder + " is denied");
    }
  }
}
