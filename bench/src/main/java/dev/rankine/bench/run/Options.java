package dev.rankine.bench.run;

import dev.rankine.bench.work.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** The options of {@code compare}. */
record Options(
    int rounds,
    List<Integer> threads,
    Pattern only,
    double seconds,
    int minutes,
    boolean avx2,
    Path bench,
    Path demo,
    Optional<Path> data) {
  static final String USAGE =
      """
      java -jar bench/target/benchmarks.jar compare [options]
        --rounds N      alternating rounds, 5 or more for a figure to publish (default 5)
        --threads LIST  numbers of threads (default 1 and all cores)
        --only REGEX    workloads whose names contain a match (default all)
        --seconds S     time to measure each workload for (default 0.1)
        --minutes M     start no round that would end later (default 30)
        --avx2          keep everybody to AVX2
        --data DIR      MNIST for whole cold processes (default $MNIST_DIR; without it they are left out)
        --demo JAR      (default mnist-demo/target/mnist-demo.jar)
        --bench DIR     the folder with README.md and results (default bench)
      java -jar bench/target/benchmarks.jar report [--bench DIR]
        writes the README's tables and charts again
      Anything else goes to JMH; -h lists its options, -l its benchmarks.""";

  /**
   * Reads options.
   *
   * @throws IllegalArgumentException with one line that says what to write instead
   */
  static Options parse(String... args) {
    int cores = Runtime.getRuntime().availableProcessors();
    int rounds = 5;
    List<Integer> threads = cores == 1 ? List.of(1) : List.of(1, cores);
    Pattern only = Pattern.compile("");
    double seconds = 0.1;
    int minutes = 30;
    boolean avx2 = false;
    Path bench = Path.of("bench");
    Path demo = Path.of("mnist-demo", "target", "mnist-demo.jar");
    Optional<Path> data =
        Optional.ofNullable(System.getenv("MNIST_DIR"))
            .filter(name -> !name.isBlank())
            .map(Path::of);
    Deque<String> rest = new ArrayDeque<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String option = rest.pop();
      switch (option) {
        case "--rounds" -> rounds = positive(option, value(option, rest));
        case "--threads" ->
            threads =
                Arrays.stream(value(option, rest).split(",", -1))
                    .map(count -> positive(option, count))
                    .distinct()
                    .toList();
        case "--only" -> only = pattern(value(option, rest));
        case "--seconds" -> seconds = seconds(value(option, rest));
        case "--minutes" -> minutes = positive(option, value(option, rest));
        case "--avx2" -> avx2 = true;
        case "--data" -> data = Optional.of(Path.of(value(option, rest)));
        case "--demo" -> demo = Path.of(value(option, rest));
        case "--bench" -> bench = Path.of(value(option, rest));
        default -> throw new IllegalArgumentException("no option " + option + "\n" + USAGE);
      }
    }
    return new Options(rounds, threads, only, seconds, minutes, avx2, bench, demo, data);
  }

  /** Whether nothing is left out, but for cold processes where there is no MNIST. */
  boolean everything() {
    return only.pattern().isEmpty();
  }

  /** Whether a round more, as long as those before it, would end too late. */
  boolean isLate(int rounds, double minutes) {
    return minutes * (rounds + 1) / rounds > this.minutes;
  }

  /** Whether whole cold processes are wanted, and can be had. */
  boolean coldStart() {
    return data.isPresent() && !avx2 && only.matcher(ColdStart.NAME).find();
  }

  /**
   * Fails before anything is measured.
   *
   * @throws IllegalArgumentException if there is nothing to measure
   * @throws IOException if a file that will be needed is not there
   */
  void requireFiles() throws IOException {
    if (Suite.matching(only).isEmpty() && !coldStart()) {
      throw new IllegalArgumentException(
          "--only is " + only + ", which is in no name of a workload, such as gemm nn 64");
    }
    if (coldStart() && !Files.isRegularFile(demo)) {
      throw new IOException(demo + " is not there; build the whole project or give --demo");
    }
    if (coldStart() && !hasMnist(data.orElseThrow())) {
      throw new IOException(data.orElseThrow() + " is no folder with MNIST's files; give --data");
    }
  }

  private static boolean hasMnist(Path folder) throws IOException {
    if (folder.toString().isBlank() || !Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("train-images"));
    }
  }

  private static String value(String option, Deque<String> rest) {
    return Optional.ofNullable(rest.poll())
        .orElseThrow(() -> new IllegalArgumentException(option + " needs a value\n" + USAGE));
  }

  private static int positive(String option, String text) {
    if (!text.matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          option + " is " + text + ", it must be whole numbers from 1 to 9999");
    }
    return Integer.parseInt(text);
  }

  private static double seconds(String text) {
    if (!text.matches("[0-9]*\\.?[0-9]+") || Double.parseDouble(text) == 0) {
      throw new IllegalArgumentException("--seconds is " + text + ", it must be above 0");
    }
    return Double.parseDouble(text);
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException(
          "--only is no regular expression: " + wrong.getDescription(), wrong);
    }
  }
}
