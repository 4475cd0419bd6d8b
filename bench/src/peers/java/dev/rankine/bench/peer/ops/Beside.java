package dev.rankine.bench.peer.ops;

import dev.rankine.bench.report.Statistics;
import dev.rankine.bench.run.Jit;
import java.util.concurrent.TimeUnit;

/**
 * The time of some work of ours beside libtorch's: short rounds of the one and the other by turns,
 * the fastest call of each, and medians over the rounds. The JIT compiles on the same cores: the
 * work is repeated before until it is almost done, and a round again if it was not.
 *
 * @param ours microseconds
 * @param theirs microseconds
 * @param ratio the median of the rounds' own ratios, ours to theirs
 */
record Beside(double ours, double theirs, double ratio) {
  static final int ROUNDS = 7;

  private static final long WARM = 100_000_000;
  private static final int WARM_UPS = 8;
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
    int again = ROUNDS;
    for (int i = 0; i < ROUNDS; ) {
      pause();
      long compiled = Jit.millis();
      our[i] = micros(ours);
      their[i] = micros(theirs);
      ratios[i] = our[i] / their[i];
      Jit.settle();
      i += Jit.millis() - compiled <= COMPILED_MILLIS || again-- <= 0 ? 1 : 0;
    }
    return new Beside(Statistics.median(our), Statistics.median(their), Statistics.median(ratios));
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
