package dev.rankine.mnist.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rankine.engine.io.TensorHash;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on the loopback address. */
class DownloadTest {
  @TempDir Path folder;

  private final Map<String, byte[]> served = new HashMap<>();
  private final Map<String, String> hashes = new HashMap<>();
  private final List<String> ranges = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    for (String name : MnistFiles.NAMES) {
      boolean images = name.contains("images");
      byte[] content =
          images
              ? IdxFiles.idx(DrawnDigits.draw(5, 1).train().images(), 5, 28, 28)
              : IdxFiles.idx(new byte[5], 5);
      served.put("/" + name + ".gz", IdxFiles.packed(content));
      hashes.put(name, TensorHash.sha256(content));
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = served.get(exchange.getRequestURI().getPath());
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = 0;
    if (range != null) {
      ranges.add(range);
      from = Integer.parseInt(range.replaceAll("\\D", ""));
    }
    if (body == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.sendResponseHeaders(range == null ? 200 : 206, body.length - from);
      exchange.getResponseBody().write(body, from, body.length - from);
    }
    exchange.close();
  }

  private Download download(URI... mirrors) {
    return new Download(List.of(mirrors), hashes, told::add);
  }

  private URI here() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private DataSource source() {
    return new DataSource(Map.of("XDG_CACHE_HOME", folder.toString()), "", told::add);
  }

  @Test
  void fetchesAllFilesIntoTheCacheOnce() throws IOException {
    DigitData data = source().load(Optional.empty(), download(here()));
    assertEquals(5, data.train().count());
    assertTrue(MnistFiles.complete(folder.resolve("rankine").resolve("mnist")));
    served.clear();
    assertEquals(5, source().load(Optional.empty(), download(here())).test().count());
  }

  @Test
  void continuesWhatHasArrived() throws IOException {
    String name = MnistFiles.TRAIN_IMAGES + ".gz";
    Files.write(folder.resolve(name + ".part"), Arrays.copyOf(served.get("/" + name), 100));
    download(here()).into(folder);
    assertEquals(List.of("bytes=100-"), ranges);
    assertEquals(5, MnistFiles.read(folder).train().count());
  }

  @Test
  void aFileThatUnpacksToTooMuchIsRefusedAndRemoved() throws IOException {
    byte[] packed = IdxFiles.packed(new byte[65 << 20]);
    served.put("/" + MnistFiles.NAMES.getFirst() + ".gz", packed);
    IOException failed = assertThrows(IOException.class, () -> download(here()).into(folder));
    assertTrue(failed.getMessage().contains("expected at most"), failed.getMessage());
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aWrongFileIsRefusedAndRemoved() throws IOException {
    served.put("/" + MnistFiles.TRAIN_LABELS + ".gz", IdxFiles.packed(new byte[] {1, 2, 3}));
    IOException failed = assertThrows(IOException.class, () -> download(here()).into(folder));
    assertTrue(failed.getMessage().contains("has SHA-256"), failed.getMessage());
    try (var files = Files.list(folder)) {
      assertFalse(files.anyMatch(file -> file.toString().contains(MnistFiles.TRAIN_LABELS)));
    }
  }

  @Test
  void theSecondMirrorServesWhatTheFirstLacks() throws IOException {
    URI empty = here().resolve("/nothing/");
    download(empty, here()).into(folder);
    assertTrue(MnistFiles.complete(folder));
  }

  @Test
  void withoutANetworkTheDrawnDigitsComeWithANotice() throws IOException {
    server.stop(0);
    DigitData data = source().load(Optional.empty(), download(here()));
    assertEquals("drawn-digits", data.name());
    assertEquals(60_000, data.train().count());
    assertEquals(10_000, data.test().count());
    assertTrue(told.stream().anyMatch(line -> line.contains("THIS IS NOT MNIST")));
  }

  @Test
  void aNamedFolderIsNotReplacedByADownload() {
    assertThrows(IOException.class, () -> source().load(Optional.of(folder), download(here())));
  }

  @Test
  void theEnvironmentNamesAFolder() throws IOException {
    IdxFiles.write(folder.resolve("named"), 3, 2);
    DataSource source =
        new DataSource(Map.of("MNIST_DIR", folder.resolve("named").toString()), "", told::add);
    assertEquals(3, source.load(Optional.empty(), download(here())).train().count());
  }
}
