package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A million damaged files: each is refused in one line or read, in no more memory than it has. */
class FuzzTest {
  private static final Path NAME = Path.of("bomb");

  @ParameterizedTest
  @CsvSource({
    "IDX, 200000",
    "GZIP, 150000",
    "GZIP_CONTENT, 50000",
    "SAFETENSORS, 150000",
    "SAFETENSORS_HEADER, 250000",
    "STORED, 100000",
    "NPY, 100000",
    "NPY_HEADER, 150000",
    "NPZ, 10000"
  })
  void damagedFilesAreRefusedOrRead(Hostile reader, int count) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Void>> halves =
          Stream.of(1, 2).map(seed -> threads.submit(half(reader, seed, count / 2))).toList();
      for (Future<Void> half : halves) {
        half.get();
      }
    }
  }

  private static Callable<Void> half(Hostile reader, long seed, int count) {
    return () -> {
      Fuzzing.run(reader, seed, count);
      return null;
    };
  }

  @ParameterizedTest
  @EnumSource
  void seedsAreTakenAndEveryTruncationOfThemIsRefused(Hostile reader) throws IOException {
    byte[] file = reader.wrap(reader.seeds().getLast());
    assertDoesNotThrow(() -> reader.read(file));
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThrows(IOException.class, () -> reader.read(cut), "cut at " + length);
    }
  }

  /** Jazzer's folders, one for each reader; it writes there what it finds. */
  static Stream<Path> kept() throws IOException, URISyntaxException {
    URI inputs = FuzzTest.class.getResource("ReaderFuzzTestInputs").toURI();
    return Files.walk(Path.of(inputs)).filter(Files::isRegularFile);
  }

  @ParameterizedTest
  @MethodSource("kept")
  void filesOnceTakenBadlyAreRefusedOrRead(Path file) throws IOException {
    Hostile reader = Hostile.named(file.getParent().getFileName().toString());
    Fuzzing.take(reader, reader.wrap(Files.readAllBytes(file)));
  }

  @Test
  void theCheckSeesWhatItLooksFor() {
    assertTrue(found(bytes -> bytes[bytes.length] = 1).endsWith(" 2a"));
    assertTrue(
        found(bytes -> Arrays.fill(new byte[2 << 20], bytes[0])).contains(" bytes of memory"));
    assertTrue(
        found(
                bytes -> {
                  throw new IOException("one\ntwo\u2028");
                })
            .isEmpty());
    long most = (1 << 20) + 256 + 8 * Npz.DEFLATE_RATIO;
    assertTrue(found(new Unpacking((int) most - 4096)).isEmpty());
    assertTrue(found(new Unpacking((int) most + 4096)).contains(" bytes of memory"));
  }

  /** Takes memory as if a byte of deflated data were a kilobyte. */
  private record Unpacking(int size) implements Fuzzing.Reader {
    @Override
    public void read(byte[] bytes) {
      Arrays.fill(new byte[size], bytes[0]);
    }

    @Override
    public long unpacked(long length) {
      return Npz.DEFLATE_RATIO * length;
    }
  }

  /** What a reader of the byte 42 does badly. */
  private static String found(Fuzzing.Reader reader) {
    try {
      Fuzzing.take(reader, new byte[] {42});
      return "";
    } catch (AssertionError bug) {
      return bug.getMessage();
    }
  }

  /** 200 MB of zeros in 200 kB: refused before they are all unpacked. */
  @Test
  void aPackedFileThatUnpacksToFarMoreIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(ByteBuffer.allocate(8).putInt(0x801).putInt(200 << 20).array());
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        gzip.write(zeros);
      }
    }
    byte[] bomb = out.toByteArray();
    String message =
        assertThrows(
                FormatException.class,
                () -> {
                  InputStream in = new ByteArrayInputStream(bomb);
                  Idx.read(
                      NAME, Unpacked.of(NAME, in, bomb.length), 1, Unpacked.likely(bomb.length));
                })
            .getMessage();
    assertTrue(message.contains("it unpacks to more than 64 times its size"), message);
  }
}
