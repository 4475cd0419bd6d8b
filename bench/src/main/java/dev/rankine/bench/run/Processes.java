package dev.rankine.bench.run;

import dev.rankine.bench.work.Implementation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts JVMs on this jar. */
public final class Processes {
  /** Settings of native libraries that a user's shell may carry; a peer must not run crippled. */
  private static final String FOREIGN =
      "(OPENBLAS|GOTO|OMP|GOMP|KMP|MKL|DNNL|ONEDNN|ATEN|TORCH|PYTORCH)_.*";

  private static final List<String> CRIPPLING = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private Processes() {}

  /**
   * For processes that were not started by {@link #run}.
   *
   * @throws IllegalStateException if the environment takes a peer's best kernels away
   */
  public static void requireFairEnvironment() {
    for (String name : CRIPPLING) {
      if (System.getenv(name) != null) {
        throw new IllegalStateException("unset " + name + ": peers must run at their best");
      }
    }
  }

  /**
   * Runs a class to its end.
   *
   * @return the lines of fields that it printed
   * @throws IOException if it fails; its own message is on the error stream
   */
  static List<String[]> run(
      Class<?> main,
      Implementation.Limited limited,
      Map<String, String> environment,
      String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(limited.jvmOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches(FOREIGN));
    builder.environment().putAll(environment);
    builder.environment().putAll(limited.environment());
    // Kept for a failure: the Vector API says each time that it is incubating.
    Path errors = Files.createTempFile("rankine-bench", ".err");
    try {
      return lines(builder.redirectError(errors.toFile()).start(), main, errors);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private static List<String[]> lines(Process process, Class<?> main, Path errors)
      throws IOException {
    List<String[]> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        String[] fields = Lines.fields(line);
        if (fields.length > 0) {
          lines.add(fields);
        }
      }
    }
    int status = awaitExit(process);
    if (status != 0) {
      throw new IOException(
          main.getSimpleName() + " ended with status " + status + ":\n" + Files.readString(errors));
    }
    return lines;
  }

  private static int awaitExit(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException stopped) {
      process.destroy();
      throw new IOException("interrupted", stopped);
    }
  }
}
