package dev.rankine.mnist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One small experiment with each number of threads, in one JVM. */
final class DeterminismRun {
  static final List<Integer> THREADS = List.of(1, 2, 3, 8);

  private DeterminismRun() {}

  static Path json(Path folder, int threads) {
    return folder.resolve("threads-" + threads + ".json");
  }

  /** Argument: a folder with the digits in {@code data}. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    for (int threads : THREADS) {
      String out = Files.createTempDirectory(folder, "out").toString();
      String json = json(folder, threads).toString();
      String data = folder.resolve("data").toString();
      String count = String.valueOf(threads);
      int code =
          Main.execute(
              "feature-lora",
              "--data",
              data,
              "--epochs",
              "1",
              "--threads",
              count,
              "--json",
              json,
              "--out",
              out);
      if (code != 0) {
        System.exit(code);
      }
    }
  }
}
