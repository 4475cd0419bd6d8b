package dev.rankine.bench.run;

import dev.rankine.bench.machine.Machine;
import dev.rankine.bench.report.Json;
import dev.rankine.bench.report.Readme;
import dev.rankine.bench.report.Results;
import dev.rankine.bench.report.Tables;
import dev.rankine.bench.work.Implementation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Runs every implementation in short processes, in rounds, and never one of them for long: a
 * machine drifts by a third within minutes, and what is compared must be measured close together.
 * Each round goes the other way through implementations and workloads than the one before.
 */
public final class Compare {
  private static final Implementation.Limited FREE =
      new Implementation.Limited(List.of(), Map.of());

  private final long start = System.nanoTime();
  private final Options options;
  private final Path expected;
  private final Collector collector = new Collector();
  private final Map<String, String> abouts = new TreeMap<>();

  /** Names of those that do nothing of what is asked for. */
  private final Set<String> idle = new HashSet<>();

  private Compare(Options options, Path expected) {
    this.options = options;
    this.expected = expected;
  }

  /**
   * The command.
   *
   * @throws IllegalArgumentException if an option is wrong; the message says what to write
   */
  public static void main(String... args) throws IOException {
    Options options = Options.parse(args);
    Readme readme = new Readme(options.bench());
    readme.requireReady();
    options.requireFiles();
    Path expected = Files.createTempFile("rankine-bench", ".expected");
    try {
      Compare compare = new Compare(options, expected);
      Results results = compare.run();
      readme.regenerate();
      System.out.println(new Tables(results).text());
      System.out.printf(
          Locale.ROOT,
          "Wrote %s and results beside it after %.1f minutes%n",
          options.bench().resolve("README.md"),
          compare.minutes());
    } finally {
      Files.deleteIfExists(expected);
    }
  }

  private double minutes() {
    return (System.nanoTime() - start) / 60e9;
  }

  private static String fileName(Machine machine, Options options) {
    return machine.slug() + (options.avx2() ? "-avx2" : "") + ".json";
  }

  /** Writes the results after every round, so that whoever stops it keeps those that are done. */
  private Results run() throws IOException {
    Machine machine = prepare();
    Path file = options.bench().resolve("results").resolve(fileName(machine, options));
    Optional<Results> older =
        options.everything() || !Files.exists(file)
            ? Optional.empty()
            : Optional.of(Json.read(file));
    if (options.everything() && !options.coldStart()) {
      System.out.println("Without cold processes: give --data with MNIST's files, and no --avx2");
    }
    System.out.println(machine.cpu() + ", " + machine.vectorBits() + "-bit vectors");
    for (int round = 1; ; round++) {
      for (int threads : options.threads()) {
        List<Implementation> order = new ArrayList<>(Implementations.all());
        boolean backwards = round % 2 == 0;
        for (Implementation one : backwards ? order.reversed() : order) {
          measure(one, threads, round, backwards);
        }
        for (Implementation one : backwards ? order.reversed() : order) {
          coldStart(one, threads, round);
        }
      }
      Results results =
          new Results(machine, LocalDate.now().toString(), abouts, collector.series());
      Json.write(older.map(results::over).orElse(results), file);
      if (round == options.rounds()) {
        return results;
      }
      if (options.isLate(round, minutes())) {
        System.out.println(
            "No time for another round after " + round + "; give --minutes, or free the machine");
        return results;
      }
    }
  }

  /** Whole processes, if there is MNIST and they are asked for. */
  private void coldStart(Implementation one, int threads, int round) throws IOException {
    if (!options.coldStart()) {
      return;
    }
    Map<String, Double> marks =
        new ColdStart(options.demo(), options.data().orElseThrow()).run(one, threads);
    marks.forEach(
        (mark, seconds) ->
            collector.add(ColdStart.NAME + ", " + mark, threads, one.name(), seconds));
    if (!marks.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "round %d of %d  %d thread%s  %-14s cold process %s%n",
          round,
          options.rounds(),
          threads,
          threads == 1 ? "" : "s",
          one.name(),
          seconds(marks));
    }
  }

  private static String seconds(Map<String, Double> marks) {
    return marks.entrySet().stream()
        .map(mark -> String.format(Locale.ROOT, "%s %.2f s", mark.getKey(), mark.getValue()))
        .collect(Collectors.joining(", "));
  }

  private Machine prepare() throws IOException {
    System.out.println("Computing what is expected");
    Implementation.Limited limited =
        options.avx2() ? Implementations.named("rankine").avx2() : FREE;
    for (String[] line :
        Processes.run(
            Preparation.class, limited, Map.of(), expected.toString(), options.only().pattern())) {
      if (line[0].equals("machine")) {
        return new Machine(
            line[1], Integer.parseInt(line[2]), Integer.parseInt(line[3]), line[4], line[5]);
      }
    }
    throw new IOException("the first process did not say what machine this is");
  }

  private void measure(Implementation one, int threads, int round, boolean backwards)
      throws IOException {
    if (idle.contains(one.name())) {
      return;
    }
    long start = System.nanoTime();
    int workloads = 0;
    for (String[] line :
        Processes.run(
            Fork.class,
            options.avx2() ? one.avx2() : FREE,
            one.environment(threads),
            one.name(),
            String.valueOf(threads),
            String.valueOf(Math.round(options.seconds() * 1e9)),
            expected.toString(),
            options.only().pattern(),
            backwards ? "backwards" : "forwards")) {
      if (line[0].equals("about")) {
        abouts.put(one.name(), line[1]);
      } else {
        collector.add(threads, one.name(), line);
        workloads++;
      }
    }
    if (workloads == 0) {
      idle.add(one.name());
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "round %d of %d  %d thread%s  %-14s %3d workloads in %5.1f s%n",
        round,
        options.rounds(),
        threads,
        threads == 1 ? "" : "s",
        one.name(),
        workloads,
        (System.nanoTime() - start) * 1e-9);
  }
}
