package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.mnist.data.IdxFiles;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM refuses is one line too; each case has a JVM of its own. */
class JvmLimitsTest {
  /** One activation of so many images is 100 MB. */
  private static final int IMAGES = 4_000;

  @TempDir Path folder;

  @BeforeEach
  void writeData() throws Exception {
    IdxFiles.write(folder.resolve("data"), IMAGES, 1);
  }

  @Test
  void aBatchThatMemoryDoesNotHoldIsOneLineWithTheSizes() throws Exception {
    String line = failure("-Xmx32m");
    assertTrue(line.matches(".*out of memory: Java may use 3\\d MB, --batch is 4000;.*"), line);
  }

  @Test
  void dataThatMemoryDoesNotHoldIsNamed() throws Exception {
    ByteBuffer header =
        ByteBuffer.allocate(16).putInt(0x803).putInt(2_700_000).putInt(28).putInt(28);
    Path file = Files.write(folder.resolve("data/train-images-idx3-ubyte"), header.array());
    String line = failure("-Xmx32m");
    assertTrue(line.contains(file + ": its 2,116,800,000 bytes do not fit into the 3"), line);
  }

  @Test
  void kernelsThatDoNotExistAreOneLine() throws Exception {
    String line = failure("-Drankine.kernels=fast");
    assertTrue(line.contains("-Drankine.kernels=fast: choose scalar or vector"), line);
  }

  /** What a run with this flag prints as it fails, which is one line. */
  private String failure(String flag) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC", flag));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("base", "--batch", String.valueOf(IMAGES), "--threads", "2", "--quiet"));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    command.addAll(List.of("--out", folder.resolve("out").toString()));
    Path log = folder.resolve("log.txt");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    assertEquals(0, process.getInputStream().readAllBytes().length, "nothing on standard output");
    int code = process.waitFor();
    List<String> lines =
        Files.readAllLines(log).stream().filter(line -> !line.startsWith("WARNING")).toList();
    assertEquals(1, code, () -> lines.toString());
    assertEquals(1, lines.size(), () -> lines.toString());
    assertTrue(Files.notExists(folder.resolve("out")));
    return lines.getFirst();
  }
}
