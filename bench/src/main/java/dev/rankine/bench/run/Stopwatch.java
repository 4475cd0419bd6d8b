package dev.rankine.bench.run;

import dev.rankine.bench.report.Statistics;
import dev.rankine.bench.work.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times trials in batches of about a millisecond. It warms up until no batch was faster for a
 * while, then takes the median batch: an interruption by another process costs one batch.
 *
 * @param nanos time to measure for; the warm-up takes one to ten times that
 */
record Stopwatch(long nanos) {
  private static final long BATCH = 1_000_000;
  private static final int FEWEST_BATCHES = 3;
  private static final double FASTER = 0.98;

  /** Nanoseconds that one batch took, in all and by stage. */
  private record Lap(long total, long[] stages) {}

  /** Runs a trial until it gets no faster. */
  void warm(Trial trial) {
    runsPerBatch(trial);
  }

  /** Seconds per run: in all under an empty name, then for each stage. */
  Map<String, Double> time(Trial trial) {
    int runs = runsPerBatch(trial);
    List<Lap> laps = laps(trial, runs);
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("", median(laps.stream().mapToLong(Lap::total).toArray(), runs));
    for (int i = 0; i < trial.stages().size(); i++) {
      int stage = i;
      long[] spent = laps.stream().mapToLong(lap -> lap.stages()[stage]).toArray();
      seconds.put(trial.stages().get(i), median(spent, runs));
    }
    return seconds;
  }

  /** Seconds per run in the fastest batch. */
  double fastest(Trial trial) {
    int runs = runsPerBatch(trial);
    return laps(trial, runs).stream().mapToLong(Lap::total).min().orElseThrow() * 1e-9 / runs;
  }

  private List<Lap> laps(Trial trial, int runs) {
    List<Lap> laps = new ArrayList<>();
    long end = System.nanoTime() + nanos;
    while (laps.size() < FEWEST_BATCHES || System.nanoTime() < end) {
      laps.add(lap(trial, runs));
    }
    return laps;
  }

  /** Warms up, and returns how many runs make a batch then. */
  private int runsPerBatch(Trial trial) {
    long start = System.nanoTime();
    long improved = start;
    double best = Double.POSITIVE_INFINITY;
    int runs = 1;
    for (long now = start; now - improved < nanos && now - start < 10 * nanos; ) {
      long spent = lap(trial, runs).total();
      now = System.nanoTime();
      if (spent < best * runs * FASTER) {
        improved = now;
        best = (double) spent / runs;
      }
      runs = (int) Math.max(1, Math.min(2L * runs, Math.round(BATCH / best)));
    }
    return runs;
  }

  private static Lap lap(Trial trial, int runs) {
    long[] before = trial.stageNanos().clone();
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      trial.run();
    }
    long total = System.nanoTime() - start;
    long[] stages = trial.stageNanos().clone();
    for (int i = 0; i < stages.length; i++) {
      stages[i] -= before[i];
    }
    return new Lap(total, stages);
  }

  private static double median(long[] nanos, int runs) {
    return Statistics.median(Arrays.stream(nanos).mapToDouble(n -> n * 1e-9 / runs).toArray());
  }
}
