package dev.rankine.mnist.data;

import dev.rankine.engine.io.IoProblem;
import dev.rankine.engine.io.Unpacked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is in a folder of MNIST files. */
public final class FolderListing {
  private static final long LARGEST = 1L << 30;

  private FolderListing() {}

  /**
   * One of the four files.
   *
   * @param name without {@code .gz}
   * @param file where it is, if it is there
   * @param bytes its size, packed or not
   * @param verdict {@code MNIST's}, {@code another file}, {@code missing} or what is wrong with it
   * @param sha256 of the unpacked content, or empty
   */
  public record Entry(
      String name, Optional<Path> file, long bytes, String verdict, String sha256) {}

  /** The four files, in the order of download. */
  public static List<Entry> of(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String name : MnistFiles.NAMES) {
      Optional<Path> file = MnistFiles.find(folder, name);
      entries.add(file.isPresent() ? entry(name, file.get()) : missing(name));
    }
    return entries;
  }

  private static Entry missing(String name) {
    return new Entry(name, Optional.empty(), 0, "missing", "");
  }

  private static Entry entry(String name, Path file) throws IOException {
    long bytes = Files.size(file);
    try {
      String hash = Unpacked.sha256(file, LARGEST);
      boolean known = hash.equals(MnistFiles.SHA256.get(name));
      return new Entry(name, Optional.of(file), bytes, known ? "MNIST's" : "another file", hash);
    } catch (IOException damaged) {
      return new Entry(name, Optional.of(file), bytes, IoProblem.line(damaged), "");
    }
  }
}
