package dev.rankine.engine.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file whole or not at all: under a temporary name, forced to disk, moved into place. */
public final class AtomicFile {
  /** What writes the content. */
  @FunctionalInterface
  public interface Content {
    /** Writes to a new, empty file. */
    void writeTo(FileChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes or replaces a file. Missing folders are made; of a link to a file the target is
   * replaced.
   *
   * @throws FormatException if the name is that of a folder, a device or a pipe
   * @throws IOException if it cannot be written; an older file of that name is then unchanged
   */
  public static void write(Path file, Content content) throws IOException {
    requireWritable(file);
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Files.createDirectories(target.getParent());
      replace(target, content);
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be written", failed);
    }
  }

  private static void replace(Path target, Content content) throws IOException {
    Path temporary = target.resolveSibling(".rankine-" + UUID.randomUUID() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
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
