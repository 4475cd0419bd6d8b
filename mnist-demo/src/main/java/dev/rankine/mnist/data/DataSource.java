package dev.rankine.mnist.data;

import dev.rankine.engine.io.IoProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the digits: {@code --data}, then {@code MNIST_DIR}, then the user's cache folder, then the
 * public mirrors, and where none can be reached, the drawn digits.
 */
public final class DataSource {
  private final Map<String, String> environment;
  private final String userHome;
  private final Consumer<String> tell;

  /** A source for this user, which tells each step in a line. */
  public DataSource(Consumer<String> tell) {
    this(System.getenv(), System.getProperty("user.home", ""), tell);
  }

  DataSource(Map<String, String> environment, String userHome, Consumer<String> tell) {
    this.environment = environment;
    this.userHome = userHome;
    this.tell = tell;
  }

  /**
   * The digits.
   *
   * @param folder the value of {@code --data}
   * @throws IOException if the folder that was named lacks the files, or a file is damaged
   */
  public DigitData load(Optional<Path> folder) throws IOException {
    return load(folder, Download.ofMnist(tell));
  }

  DigitData load(Optional<Path> folder, Download download) throws IOException {
    Optional<Path> named = named(folder);
    if (named.isPresent()) {
      return MnistFiles.read(named.get());
    }
    Path cache = cacheFolder();
    if (!MnistFiles.complete(cache)) {
      try {
        download.into(cache);
      } catch (IOException unreachable) {
        warn(unreachable);
        return DrawnDigits.draw();
      }
    }
    return MnistFiles.read(cache);
  }

  /** The folder that {@link #load} reads from, or downloads to. */
  public Path folder(Optional<Path> folder) {
    return named(folder).orElseGet(this::cacheFolder);
  }

  private Optional<Path> named(Optional<Path> folder) {
    return folder.or(
        () ->
            Optional.ofNullable(environment.get("MNIST_DIR"))
                .filter(name -> !name.isBlank())
                .map(Path::of));
  }

  private void warn(IOException reason) {
    tell.accept("");
    tell.accept("  ************************************************************************");
    tell.accept("  *  THIS IS NOT MNIST. The MNIST files cannot be had here:");
    tell.accept("  *  " + IoProblem.line(reason));
    tell.accept("  *  The run uses digits that the program draws itself, and its accuracies");
    tell.accept("  *  say nothing about MNIST. Give the files with --data DIR or MNIST_DIR.");
    tell.accept("  ************************************************************************");
    tell.accept("");
  }

  /**
   * Where downloads are kept, by the custom of the operating system; without a home directory,
   * among the temporary files.
   */
  Path cacheFolder() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    String local = environment.getOrDefault("LOCALAPPDATA", "");
    Path base;
    if (!xdg.isBlank()) {
      base = Path.of(xdg);
    } else if (system.contains("win") && !local.isBlank()) {
      base = Path.of(local);
    } else if (!Files.isDirectory(Path.of(userHome)) || userHome.isBlank()) {
      base = Path.of(System.getProperty("java.io.tmpdir"));
    } else if (system.contains("mac")) {
      base = Path.of(userHome, "Library", "Caches");
    } else {
      base = Path.of(userHome, ".cache");
    }
    return base.resolve("rankine").resolve("mnist");
  }
}
