package dev.rankine.mnist.data;

import dev.rankine.engine.io.IoProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One file from one mirror. What arrives goes to a part file, and beside it goes a note of who sent
 * it: the address and its ETag. Only the same bytes are continued (RFC 9110, sections 13.1.5 and
 * 14.2); a beginning of another mirror, which packs differently, or of an older file is dropped.
 *
 * @param patience how long the mirror may send nothing
 * @param limit the most bytes that are taken from it
 */
record Transfer(HttpClient client, URI source, Path part, Duration patience, long limit) {
  private static final int PIECE = 1 << 16;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_IN_RANGE = 416;

  /**
   * Completes the part file.
   *
   * @throws IOException if the mirror fails, naming it; what arrived is kept
   */
  void run() throws IOException, InterruptedException {
    Optional<String> tag = continuable();
    if (tag.isEmpty() || !receive(Files.size(part), tag.get())) {
      discard();
      receive(0, "");
    }
  }

  /** Removes what has arrived. */
  void discard() throws IOException {
    Files.deleteIfExists(part);
    forget();
  }

  /** Removes the note beside a part that is complete. */
  void forget() throws IOException {
    Files.deleteIfExists(note());
  }

  private Path note() {
    return part.resolveSibling(part.getFileName() + ".from");
  }

  /** The ETag of what has arrived, if this mirror sent it. */
  private Optional<String> continuable() throws IOException {
    if (Files.notExists(part) || Files.size(part) == 0 || Files.notExists(note())) {
      return Optional.empty();
    }
    List<String> lines = Files.readString(note(), StandardCharsets.ISO_8859_1).lines().toList();
    boolean same = lines.size() == 2 && lines.getFirst().equals(source.toString());
    return same ? Optional.of(lines.getLast()) : Optional.empty();
  }

  /** Before the first byte is written, so that a part never stands beside another part's note. */
  private void takeNote(Optional<String> tag) throws IOException {
    boolean strong = tag.isPresent() && tag.get().startsWith("\"");
    if (strong) {
      Files.writeString(note(), source + "\n" + tag.get() + "\n", StandardCharsets.ISO_8859_1);
    }
  }

  /** Asks for the bytes from a position on; false if the mirror has other bytes than those. */
  private boolean receive(long have, String tag) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(source);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-").header("If-Range", tag);
    }
    HttpResponse<InputStream> response =
        await(client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    Optional<String> sent = response.headers().firstValue("ETag");
    String range = response.headers().firstValue("Content-Range").orElse("");
    int status = response.statusCode();
    try (InputStream in = response.body()) {
      if (have > 0 && status == PARTIAL) {
        boolean fits = sent.equals(Optional.of(tag)) && range.startsWith("bytes " + have + "-");
        return fits && append(in);
      }
      if (have > 0 && status == NOT_IN_RANGE) {
        return false;
      }
      if (status != OK) {
        throw new IOException(source + " answered with status " + status);
      }
      discard();
      takeNote(sent);
      return append(in);
    }
  }

  private boolean append(InputStream in) throws IOException, InterruptedException {
    try (OutputStream out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      byte[] piece = new byte[PIECE];
      long size = Files.size(part);
      int count = await(reader.submit(() -> in.read(piece)));
      while (count >= 0) {
        size += count;
        if (size > limit) {
          throw new IOException(source + " sends more than " + limit + " bytes");
        }
        write(out, piece, count);
        count = await(reader.submit(() -> in.read(piece)));
      }
    }
    return true;
  }

  private void write(OutputStream out, byte[] piece, int count) throws IOException {
    try {
      out.write(piece, 0, count);
    } catch (IOException full) {
      throw IoProblem.of(part, "it cannot be written", full);
    }
  }

  private <T> T await(Future<T> step) throws IOException, InterruptedException {
    try {
      return step.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stalled) {
      step.cancel(true);
      throw new IOException(source + " sent nothing for " + patience.toSeconds() + " s", stalled);
    } catch (ExecutionException broken) {
      String why = broken.getCause() instanceof IOException failed ? IoProblem.line(failed) : "";
      throw new IOException(source + " broke off: " + why, broken.getCause());
    }
  }
}
