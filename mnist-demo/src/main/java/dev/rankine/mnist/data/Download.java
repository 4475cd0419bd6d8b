package dev.rankine.mnist.data;

import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.Unpacked;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fetches the four files from the public mirrors. What has arrived stays in a {@code .part} file
 * and is continued by the next attempt; a file gets its name once its content has the known hash.
 *
 * @param mirrors tried in order
 * @param hashes SHA-256 of each file's unpacked content
 * @param tell receives a line for each step
 */
record Download(List<URI> mirrors, Map<String, String> hashes, Consumer<String> tell) {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final long LARGEST = 64L << 20;
  private static final int PARTIAL = 206;
  private static final int OK = 200;

  static Download ofMnist(Consumer<String> tell) {
    return new Download(
        List.of(
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
        MnistFiles.SHA256,
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

  private static void fetch(HttpClient client, URI source, Path file, String hash)
      throws IOException, InterruptedException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(source).timeout(ANSWER);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    boolean continues = response.statusCode() == PARTIAL;
    if (!continues && response.statusCode() != OK) {
      response.body().close();
      Files.deleteIfExists(part);
      throw new IOException(source + " answered with status " + response.statusCode());
    }
    StandardOpenOption how =
        continues ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (InputStream in = response.body();
        OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, how)) {
      in.transferTo(out);
    }
    requireHash(source, part, hash);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A wrong file is removed, so that the next attempt starts afresh. */
  private static void requireHash(URI source, Path part, String hash) throws IOException {
    String found = "";
    try {
      found = Unpacked.sha256(part, LARGEST);
    } finally {
      if (!found.equals(hash)) {
        Files.deleteIfExists(part);
      }
    }
    if (!found.equals(hash)) {
      throw new FormatException(part, source + " has SHA-256 " + found + ", expected " + hash);
    }
  }
}
