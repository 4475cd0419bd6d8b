package dev.rankine.bench.run;

import dev.rankine.bench.work.Expected;
import dev.rankine.bench.work.Implementation;
import dev.rankine.bench.work.Suite;
import dev.rankine.bench.work.Trial;
import dev.rankine.bench.work.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One process of a comparison: one implementation on one number of threads. It checks every
 * workload and warms it up, waits for the JIT to finish, then goes through them again to time them.
 * It prints what it found as lines of fields between tabs: {@code about}, text; and {@code time},
 * name, flops, bytes, seconds, how.
 */
final class Fork {
  private static final int ATTEMPTS = 4;
  private static final long LITTLE_MILLIS = 10;

  private record Ready(Workload workload, Trial trial) {}

  private final Implementation implementation;
  private final Expected expected;
  private final Stopwatch stopwatch;
  private final Stopwatch thorough;

  private Fork(Implementation implementation, Expected expected, Stopwatch stopwatch) {
    this.implementation = implementation;
    this.expected = expected;
    this.stopwatch = stopwatch;
    this.thorough = new Stopwatch(2 * stopwatch.nanos());
  }

  /**
   * The process.
   *
   * @param args implementation, threads, nanoseconds to measure for, file of what is expected,
   *     which workloads, and {@code forwards} or {@code backwards}
   */
  public static void main(String[] args) throws IOException {
    Implementation implementation = Implementations.named(args[0]);
    Lines.print("about", implementation.start(Integer.parseInt(args[1])));
    Fork fork =
        new Fork(
            implementation,
            Expected.read(Path.of(args[3])),
            new Stopwatch(Long.parseLong(args[2])));
    List<Workload> workloads = Suite.matching(Pattern.compile(args[4]));
    fork.measure(args[5].equals("backwards") ? workloads.reversed() : workloads);
    System.exit(0);
  }

  private void measure(List<Workload> workloads) {
    List<Ready> ready = new ArrayList<>();
    for (Workload workload : workloads) {
      implementation.open(workload).ifPresent(trial -> ready.add(new Ready(workload, trial)));
    }
    for (Ready one : ready) {
      expected.require(one.workload(), one.trial(), implementation.exact());
      thorough.warm(one.trial());
    }
    Jit.settle();
    ready.forEach(this::measure);
  }

  private void measure(Ready ready) {
    Workload workload = ready.workload();
    seconds(ready)
        .forEach(
            (stage, seconds) -> {
              boolean whole = stage.isEmpty();
              Lines.print(
                  "time",
                  whole ? workload.name() : workload.name() + " " + stage,
                  whole ? workload.flops() : 0,
                  whole ? workload.bytes() : 0,
                  seconds,
                  ready.trial().how());
            });
  }

  /** What the JIT interfered with is measured again. */
  private Map<String, Double> seconds(Ready ready) {
    for (int attempt = 1; ; attempt++) {
      long compiled = Jit.millis();
      Map<String, Double> seconds =
          ready.workload().limit()
              ? Map.of("", stopwatch.fastest(ready.trial()))
              : stopwatch.time(ready.trial());
      if (Jit.millis() - compiled < LITTLE_MILLIS || attempt == ATTEMPTS) {
        return seconds;
      }
      Jit.settle();
    }
  }
}
