package dev.rankine.bench.run;

import dev.rankine.bench.work.Implementation;
import dev.rankine.bench.work.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whole processes from the command to their end, timed from outside: the JVM's start, loading,
 * warm-up, training and testing. Every peer's program starts in a JVM too.
 */
final class ColdStart {
  /** What its series are called. */
  static final String NAME = "cold base";

  private static final int EPOCHS = 3;
  private static final double LEAST_ACCURACY = 97;

  private final Path demo;
  private final Path data;

  ColdStart(Path demo, Path data) {
    this.demo = demo;
    this.data = data;
  }

  /**
   * Runs one program.
   *
   * @return seconds by what they are of; empty if the implementation has no program
   * @throws IOException if it fails, or has not learnt
   */
  Map<String, Double> run(Implementation implementation, int threads) throws IOException {
    Path out = Files.createTempDirectory("rankine-bench");
    try {
      Optional<List<String>> arguments =
          implementation.command(new Program(demo, data, out, EPOCHS, threads));
      return arguments.isEmpty()
          ? Map.of()
          : run(implementation, arguments.get(), implementation.environment(threads));
    } finally {
      delete(out);
    }
  }

  private static Map<String, Double> run(
      Implementation implementation, List<String> arguments, Map<String, String> environment)
      throws IOException {
    Path errors = Files.createTempFile("rankine-bench", ".err");
    Marks marks = new Marks();
    ProcessBuilder builder = Processes.java(arguments, environment);
    long start = System.nanoTime();
    Process process = builder.redirectError(errors.toFile()).start();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        marks.line(line, (System.nanoTime() - start) * 1e-9);
      }
    }
    Processes.requireSuccess(process, implementation.name() + "'s program", errors);
    marks.seconds().put("start to end", (System.nanoTime() - start) * 1e-9);
    if (marks.accuracy().orElse(0) < LEAST_ACCURACY) {
      throw new IOException(
          implementation.name()
              + "'s program ended with test accuracy "
              + marks.accuracy().orElse(0)
              + " %, at least "
              + LEAST_ACCURACY
              + " % is expected");
    }
    return marks.seconds();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
