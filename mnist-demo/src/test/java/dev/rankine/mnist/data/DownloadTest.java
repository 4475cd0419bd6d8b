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
import java.time.Duration;
import java.util.ArrayList;
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
  /** Bytes that a mirror sends before it breaks off, as it does so often, or falls silent. */
  private static final int SOME = 10;

  @TempDir Path folder;

  private final Map<String, byte[]> served = new HashMap<>();
  private final Map<String, String> hashes = new HashMap<>();
  private final List<String> ranges = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private int breaks;
  private String tag = "\"first\"";
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
    String path = exchange.getRequestURI().getPath();
    byte[] body = served.get(path.substring(path.lastIndexOf('/')));
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = 0;
    if (range != null) {
      ranges.add(range);
      from = Integer.parseInt(range.replaceAll("\\D", ""));
    }
    if (path.startsWith("/silent/")) {
      return;
    }
    if (body == null || path.startsWith("/nothing/")) {
      exchange.sendResponseHeaders(404, -1);
    } else if (from >= body.length) {
      exchange.sendResponseHeaders(416, -1);
    } else {
      exchange.getResponseHeaders().set("ETag", tag);
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (body.length - 1) + "/" + body.length);
      exchange.sendResponseHeaders(range == null ? 200 : 206, body.length - from);
      boolean stalls = path.startsWith("/stalls/");
      boolean whole = !stalls && breaks-- <= 0;
      exchange.getResponseBody().write(body, from, whole ? body.length - from : SOME);
      exchange.getResponseBody().flush();
      if (stalls) {
        return;
      }
    }
    exchange.close();
  }

  private Download download(URI... mirrors) {
    return new Download(List.of(mirrors), hashes, Duration.ofSeconds(1), told::add);
  }

  private String failure(URI... mirrors) {
    return assertThrows(IOException.class, () -> download(mirrors).into(folder)).getMessage();
  }

  private Path part() {
    return folder.resolve(MnistFiles.NAMES.getFirst() + ".gz.part");
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
  void continuesWhatTheSameMirrorSent() throws IOException {
    breaks = 2;
    assertTrue(failure(here()).contains("labels-idx1-ubyte.gz broke off: "));
    assertEquals(SOME, Files.size(part()));
    assertTrue(failure(here()).contains("broke off"));
    assertEquals(2 * SOME, Files.size(part()));
    download(here()).into(folder);
    assertEquals(List.of("bytes=10-", "bytes=20-"), ranges);
    assertEquals(5, MnistFiles.read(folder).train().count());
    try (var files = Files.list(folder)) {
      assertEquals(4, files.count(), "nothing but the four files");
    }
  }

  /** Mirrors pack differently: what one began another does not continue. */
  @Test
  void whatAnotherMirrorSentIsDropped() throws IOException {
    breaks = 1;
    failure(here().resolve("/other/"));
    download(here()).into(folder);
    assertEquals(List.of(), ranges);
    assertEquals(5, MnistFiles.read(folder).train().count());
  }

  @Test
  void aFileThatChangedAtTheMirrorIsFetchedWhole() throws IOException {
    breaks = 1;
    failure(here());
    tag = "\"second\"";
    download(here()).into(folder);
    assertEquals(List.of("bytes=10-"), ranges);
    assertEquals(5, MnistFiles.read(folder).train().count());
  }

  @Test
  void withoutAStrongTagNothingIsContinued() throws IOException {
    for (String weak : List.of("W/\"first\"", "")) {
      tag = weak;
      breaks = 2;
      failure(here());
      failure(here());
      assertEquals(List.of(), ranges);
      assertEquals(SOME, Files.size(part()));
    }
  }

  @Test
  void aPartLongerThanTheFileIsFetchedAgain() throws IOException {
    breaks = 1;
    failure(here());
    Files.write(part(), new byte[9_999]);
    download(here()).into(folder);
    assertEquals(List.of("bytes=9999-"), ranges);
    assertEquals(5, MnistFiles.read(folder).train().count());
  }

  @Test
  void aMirrorThatFallsSilentIsLeftForTheNext() throws IOException {
    for (String silent : List.of("/silent/", "/stalls/")) {
      assertTrue(failure(here().resolve(silent)).contains("sent nothing for 1 s"));
    }
    assertEquals(SOME, Files.size(part()));
    served.keySet().removeIf(name -> !name.contains("labels"));
    failure(here().resolve("/stalls/"), here());
    assertTrue(MnistFiles.find(folder, MnistFiles.TRAIN_LABELS).isPresent());
  }

  @Test
  void anEndlessAnswerIsCutOff() {
    served.put("/" + MnistFiles.NAMES.getFirst() + ".gz", new byte[65 << 20]);
    assertTrue(failure(here()).contains("sends more than 67108864 bytes"));
  }

  @Test
  void aFileThatUnpacksToTooMuchIsRefusedAndRemoved() throws IOException {
    byte[] packed = IdxFiles.packed(new byte[65 << 20]);
    served.put("/" + MnistFiles.NAMES.getFirst() + ".gz", packed);
    assertTrue(failure(here()).contains("expected at most"));
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aWrongFileIsRefusedAndRemoved() throws IOException {
    served.put("/" + MnistFiles.TRAIN_LABELS + ".gz", IdxFiles.packed(new byte[] {1, 2, 3}));
    assertTrue(failure(here()).contains("has SHA-256"));
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
