package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.reference.ReferenceBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is being replaced is the old or the new one: killed, out of space, at any step. */
class WholeOrNotTest {
  private static final Backend BACKEND = new ReferenceBackend();
  private static final int KILLS = 200;
  private static final byte[] OLD = {1, 2, 3};
  private static final byte[] NEW = {4, 5, 6, 7, 8, 9, 10, 11};

  @TempDir Path folder;

  private static AtomicFile.Content content(byte[] bytes) {
    return channel -> {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    };
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void whereverACallFailsTheOldFileStaysAndNothingElse() throws IOException {
    Path file = folder.resolve("f");
    Files.write(file, OLD);
    int failing = 1;
    FaultyDisk disk = new FaultyDisk(failing);
    while (fails(file, disk)) {
      assertTrue(disk.calls() <= failing + 1, "after a failure it is closed, and that is all");
      assertArrayEquals(OLD, Files.readAllBytes(file), "call " + failing);
      assertEquals(List.of(file), files(), "call " + failing);
      disk = new FaultyDisk(++failing);
    }
    assertArrayEquals(NEW, Files.readAllBytes(file));
    assertEquals(List.of(file), files());
    assertEquals(8, disk.calls(), "create, four writes of 8 bytes by halves, force, close, move");
  }

  private static boolean fails(Path file, FaultyDisk disk) {
    try {
      AtomicFile.write(file, content(NEW), disk);
      return false;
    } catch (IOException failure) {
      assertTrue(
          IoProblem.line(failure).matches("\\S+f: it cannot be written: call \\d fails"),
          IoProblem.line(failure));
      return true;
    }
  }

  @Test
  void aFileThatCannotBeRemovedDoesNotHideTheFailure() throws IOException {
    AtomicFile.Disk broken =
        new AtomicFile.Disk() {
          @Override
          public void move(Path from, Path to) throws IOException {
            throw new IOException("no move");
          }

          @Override
          public void delete(Path file) throws IOException {
            throw new IOException("no delete");
          }
        };
    IOException failure =
        assertThrows(
            IOException.class, () -> AtomicFile.write(folder.resolve("f"), content(NEW), broken));
    assertTrue(IoProblem.line(failure).endsWith("it cannot be written: no move"));
    assertEquals(1, failure.getCause().getSuppressed().length);
    assertTrue(AtomicFile.isTemporary(files().getFirst()));
    assertFalse(AtomicFile.isTemporary(folder.resolve("f")));
  }

  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Several processes at a time: what is waited for is their start. */
  @Test
  void killedAtAnyMomentItLeavesTheOldFileOrTheNew() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    Path file = folder.resolve("model.safetensors");
    save(file, -1);
    int temporary = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process process =
          new ProcessBuilder(java(SavingLoop.class.getName(), file.toString()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (var out = process.inputReader()) {
        assertEquals("saved", out.readLine());
        TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
      } finally {
        process.destroyForcibly().waitFor();
      }
      requireOneSave(file);
      for (Path left : files()) {
        if (!left.equals(file)) {
          assertTrue(AtomicFile.isTemporary(left), left.toString());
          Files.delete(left);
          temporary++;
        }
      }
    }
    assertTrue(temporary > KILLS / 20, temporary + " kills hit a file half written");
  }

  private static void save(Path file, double value) throws IOException {
    double[] values = new double[SavingLoop.SIZE];
    Arrays.fill(values, value);
    Tensor tensor = Tensor.of(BACKEND, Shape.of(values.length), values);
    new Safetensors(Map.of("x", tensor), Map.of()).write(file);
  }

  private static void requireOneSave(Path file) throws IOException {
    float[] values = Safetensors.read(file, BACKEND).tensors().get("x").toFloats();
    assertEquals(SavingLoop.SIZE, values.length);
    for (float value : values) {
      assertEquals(values[0], value, "two saves in one file");
    }
  }

  /** The system itself refuses: no file may have more than 64 kB. */
  @Test
  void aDiskThatIsFullLeavesTheOldFile() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell to set the limit with");
    Path file = folder.resolve("model.safetensors");
    save(file, -1);
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 128; exec \"$@\""));
    command.add("sh");
    command.addAll(java(SavingLoop.class.getName(), file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(1, process.waitFor(), said);
    assertTrue(said.contains(file + ": it cannot be written: "), said);
    requireOneSave(file);
    assertEquals(List.of(file), files());
  }
}
