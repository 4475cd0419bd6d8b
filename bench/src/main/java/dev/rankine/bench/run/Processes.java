package dev.rankine.bench.run;

import dev.rankine.bench.work.Implementation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts JVMs like this one, in an environment that is the same whatever the user's shell has. */
public final class Processes {
  /** Settings of native libraries that a user's shell may carry; a peer must not run crippled. */
  private static final String FOREIGN =
      "(OPENBLAS|GOTO|OMP|GOMP|KMP|MKL|DNNL|ONEDNN|ATEN|TORCH|PYTORCH|JAVA)_.*|JDK_JAVA_OPTIONS";

  private static final List<String> CRIPPLING = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private Processes() {}

  /**
   * For processes that were not started here.
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

  /** This JVM's {@code java} with some arguments. */
  static ProcessBuilder java(List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches(FOREIGN));
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * Runs a class of this jar to its end.
   *
   * @return the lines of fields that it printed
   * @throws IOException if it fails; the message has what it wrote on its error stream
   */
  static List<String[]> run(
      Class<?> main,
      Implementation.Limited limited,
      Map<String, String> environment,
      String... args)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("--add-modules=jdk.incubator.vector");
    arguments.add("--enable-native-access=ALL-UNNAMED");
    arguments.addAll(limited.jvmOptions());
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    arguments.addAll(List.of(args));
    ProcessBuilder builder = java(arguments, environment);
    builder.environment().putAll(limited.environment());
    Path errors = Files.createTempFile("rankine-bench", ".err");
    Process process = builder.redirectError(errors.toFile()).start();
    List<String[]> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        String[] fields = Lines.fields(line);
        if (fields.length > 0) {
          lines.add(fields);
        }
      }
    }
    requireSuccess(process, main.getSimpleName(), errors);
    return lines;
  }

  /**
   * Waits for a process, and deletes the file that has its error stream.
   *
   * @throws IOException with that stream's content if the process failed
   */
  static void requireSuccess(Process process, String what, Path errors) throws IOException {
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(
            what + " ended with status " + status + ":\n" + Files.readString(errors));
      }
    } catch (InterruptedException stopped) {
      process.destroy();
      throw new IOException("interrupted", stopped);
    } finally {
      Files.delete(errors);
    }
  }
}
