package dev.rankine.mnist.data;

import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.Unpacked;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fetches the four files from the public mirrors. What has arrived stays in a {@code .part} file
 * and is continued by the next attempt that meets the same bytes; a file gets its name once its
 * content has the known hash.
 *
 * @param mirrors tried in order
 * @param hashes SHA-256 of each file's unpacked content
 * @param patience how long a mirror may send nothing before the next one is asked
 * @param tell receives a line for each step
 */
record Download(
    List<URI> mirrors, Map<String, String> hashes, Duration patience, Consumer<String> tell) {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long LARGEST = 64L << 20;

  static Download ofMnist(Consumer<String> tell) {
    return new Download(
        List.of(
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
        MnistFiles.SHA256,
        PATIENCE,
        tell);
  }

  /**
   * Fetches what is missing into a folder.
   *
   * @throws IOException if no mirror gives it; what arrived is kept
   */
  void into(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      for (String name : MnistFiles.NAMES) {
        if (MnistFiles.find(folder, name).isEmpty()) {
          fromAnyMirror(client, folder, name);
        }
      }
    }
  }

  private void fromAnyMirror(HttpClient client, Path folder, String name) throws IOException {
    IOException last = new IOException("no mirror is known");
    for (URI mirror : mirrors) {
      try {
        URI source = mirror.resolve(name + ".gz");
        tell.accept("Fetching " + source);
        fetch(client, source, folder.resolve(name + ".gz"), hashes.get(name));
        return;
      } catch (IOException failed) {
        last = failed;
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("the download was interrupted", interrupted);
      }
    }
    throw last;
  }

  private void fetch(HttpClient client, URI source, Path file, String hash)
      throws IOException, InterruptedException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Transfer transfer = new Transfer(client, source, part, patience, LARGEST);
    transfer.run();
    String found = "";
    try {
      found = Unpacked.sha256(part, LARGEST);
    } finally {
      if (!found.equals(hash)) {
        transfer.discard();
      }
    }
    if (!found.equals(hash)) {
      throw new FormatException(part, source + " has SHA-256 " + found + ", expected " + hash);
    }
    transfer.forget();
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
