package dev.rankine.lora;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's module that requires the libraries, compiled and run on the module path. */
class ModulePathTest {
  private static final String DESCRIPTOR = "module user { requires dev.rankine.lora; }";
  private static final String PROGRAM =
      """
      package user;

      import dev.rankine.engine.Backend;
      import dev.rankine.engine.Matrix;
      import dev.rankine.engine.Shape;
      import dev.rankine.engine.Tensor;

      public class Main {
        public static void main(String[] args) {
          Backend cpu = Backend.cpu();
          Tensor a = Tensor.of(cpu, Shape.of(1, 2), 3f, 4f);
          Tensor c = Tensor.zeros(cpu, Shape.of(1, 1));
          cpu.gemm(1, Matrix.of(a), Matrix.of(a).transpose(), 0, Matrix.of(c));
          System.out.println(Backend.named("reference").name() + cpu.kernels() + c.item());
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void theLibrariesRunAsModulesWithoutAFlag() throws Exception {
    String modulePath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.matches(".*(rankine|jackson-core|engine|autograd|lora).*"))
            .filter(entry -> !entry.contains("test-classes"))
            .collect(Collectors.joining(File.pathSeparator));
    Path source = Files.createDirectories(folder.resolve("src").resolve("user"));
    Files.writeString(folder.resolve("src").resolve("module-info.java"), DESCRIPTOR);
    Files.writeString(source.resolve("Main.java"), PROGRAM);
    Path classes = folder.resolve("classes");
    run(
        "javac",
        List.of(
            "--module-path",
            modulePath,
            "-d",
            classes.toString(),
            folder.resolve("src").resolve("module-info.java").toString(),
            source.resolve("Main.java").toString()));
    String output =
        run(
            "java",
            List.of(
                "--module-path",
                modulePath + File.pathSeparator + classes,
                "-m",
                "user/user.Main"));
    assertTrue(output.contains("referencevector25.0"), output);
  }

  private String run(String tool, List<String> arguments) throws Exception {
    Path log = folder.resolve(tool + ".txt");
    List<String> command = new java.util.ArrayList<>(arguments);
    command.addFirst(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int status = process.waitFor();
    String output = Files.readString(log);
    assertEquals(0, status, output);
    return output;
  }
}
