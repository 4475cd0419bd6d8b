package dev.rankine.bench.peer.ops;

import dev.rankine.bench.report.Statistics;
import dev.rankine.bench.run.Jit;
import java.util.concurrent.TimeUnit;

/**
 * The time of some work of ours beside libtorch's: short rounds of the one and the other by turns,
 * the fastest call of each, and medians over the rounds. A round in which something else used the
 * cores is measured again, unless that happens too often.
 *
 * @param ours microseconds
 * @param theirs microseconds
 * @param ratio the median of the rounds' own ratios, ours to theirs
 * @param disturbed how many of the rounds something else ran in
 */
record Beside(double ours, double theirs, double ratio, int disturbed) {
  static final int ROUNDS = 7;

  private static final int MOST_REPEATS = 2 * ROUNDS;

  private static final long WARM = 100_000_000;
  private static final int WARM_UPS = 20;
  private static final long COMPILED_MILLIS = 3;

  private static final long AGAIN = 4_000_000;
  private static final long MEASURE = 25_000_000;
  private static final int FEWEST = 3;

  /** libgomp's threads spin for some 10 ms after a call, on cores that ours need. */
  private static final long PAUSE_MILLIS = 25;

  static Beside of(Runnable ours, Runnable theirs) {
    warm(theirs);
    warm(ours);
    double[] our = new double[ROUNDS];
    double[] their = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    int repeats = 0;
    int disturbed = 0;
    for (int i = 0; i < ROUNDS; ) {
      pause();
      Disturbance disturbance = new Disturbance();
      our[i] = micros(ours);
      their[i] = micros(theirs);
      ratios[i] = our[i] / their[i];
      boolean isDisturbed = disturbance.isLarge();
      if (isDisturbed && repeats++ < MOST_REPEATS) {
        continue;
      }
      disturbed += isDisturbed ? 1 : 0;
      i++;
    }
    return new Beside(
        Statistics.median(our), Statistics.median(their), Statistics.median(ratios), disturbed);
  }

  /** Whether the medians are in doubt. */
  boolean isDoubtful() {
    return disturbed > ROUNDS / 2;
  }

  /** Runs until almost nothing is compiled any more. */
  private static void warm(Runnable work) {
    long compiled = Long.MIN_VALUE / 2;
    for (int i = 0; i < WARM_UPS && Jit.millis() - compiled > COMPILED_MILLIS; i++) {
      compiled = Jit.millis();
      repeat(work, WARM);
      Jit.settle();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException("interrupted while measuring", stopped);
    }
  }

  /** The fastest call, after some that bring threads and caches back: the least disturbed one. */
  private static double micros(Runnable work) {
    repeat(work, AGAIN);
    long least = Long.MAX_VALUE;
    long end = System.nanoTime() + MEASURE;
    for (int i = 0; i < FEWEST || System.nanoTime() < end; i++) {
      long start = System.nanoTime();
      work.run();
      least = Math.min(least, System.nanoTime() - start);
    }
    return least / 1000.0;
  }

  private static void repeat(Runnable work, long nanos) {
    long end = System.nanoTime() + nanos;
    do {
      work.run();
    } while (System.nanoTime() < end);
  }
}
