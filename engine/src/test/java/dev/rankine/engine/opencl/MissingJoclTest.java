package dev.rankine.engine.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A JVM without JOCL: the opencl backend says what is missing, and everything else works. */
class MissingJoclTest {
  /** What that JVM runs. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      System.out.println(Tensor.of(Backend.cpu(), Shape.of(1), 3f).item());
      try {
        Backend.named("opencl:0:0");
      } catch (IllegalArgumentException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  @Test
  void oneLineSaysWhatIsMissing() throws Exception {
    String path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("jocl"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Drankine.kernels=scalar",
                "-cp",
                path,
                Program.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = process.inputReader().lines().toList();
    assertEquals(0, process.waitFor());
    assertEquals(
        List.of(
            "3.0",
            "backend opencl: JOCL is missing: add org.jocl:jocl:2.0.6 to the class path, or to the"
                + " module path with --add-modules jocl"),
        lines);
  }
}
