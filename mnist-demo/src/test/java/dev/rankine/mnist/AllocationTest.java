package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A warm step of training (batch, forward, backward, optimizer) takes every buffer from the pool
 * and allocates no array; what remains are small objects, the tape's records. Seen by the flight
 * recorder in a JVM of its own.
 *
 * <p>The experiment runs on the scalar kernels, where nothing depends on what the JIT has compiled;
 * a small network runs on the vector kernels, whose boxed vectors do not count until then.
 */
class AllocationTest {
  /** Bytes of objects that a step may leave behind, in code that is not yet compiled. */
  private static final int MOST = 40_000;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"base, scalar, 60", "feature-lora, scalar, 60", "small, vector, 60"})
  void aWarmStepAllocatesNoArray(String model, String kernels, String warm) throws Exception {
    List<String> lines = run(model, kernels, warm);
    assertEquals("kernels " + kernels, lines.get(0));
    assertEquals("misses 0", lines.get(1), "buffers that the pool did not have");
    assertEquals(List.of(), lines.subList(3, lines.size()), "arrays of a warm step");
    int bytes = Integer.parseInt(lines.get(2).replace("bytes ", ""));
    if (kernels.equals("scalar")) {
      assertTrue(bytes > 0 && bytes <= MOST, bytes + " bytes a step");
    }
  }

  private List<String> run(String model, String kernels, String warm) throws Exception {
    Path log = folder.resolve("log.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:-UseTLAB"));
    command.addAll(List.of("-Drankine.kernels=" + kernels, "-Djava.io.tmpdir=" + folder));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(SteadyState.class.getName(), model, warm));
    Process process = new ProcessBuilder(command).redirectOutput(log.toFile()).start();
    String errors = new String(process.getErrorStream().readAllBytes());
    assertEquals(0, process.waitFor(), errors);
    return Files.readAllLines(log);
  }
}
