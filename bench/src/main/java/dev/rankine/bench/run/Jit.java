package dev.rankine.bench.run;

import java.lang.management.ManagementFactory;

/** The compiler of this JVM, which works in the background. */
final class Jit {
  private static final int QUIET_MILLIS = 500;
  private static final int LONGEST_MILLIS = 5_000;

  private Jit() {}

  /** Milliseconds that it has worked so far. */
  static long millis() {
    return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
  }

  /** Idles until nothing has been compiled for half a second: the cores are the compiler's. */
  static void settle() {
    long spent = -1;
    for (int waited = 0; waited < LONGEST_MILLIS; waited += QUIET_MILLIS) {
      long now = millis();
      if (now == spent) {
        return;
      }
      spent = now;
      sleep();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(QUIET_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
