package dev.rankine.bench.run;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The compiler of this JVM, which works in the background. */
public final class Jit {
  private static final int POLL_MILLIS = 20;
  private static final int LONGEST_MILLIS = 20_000;

  private Jit() {}

  /** Milliseconds of the compilations that it has finished so far. */
  public static long millis() {
    return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
  }

  /** Idles until nothing is being compiled or waits for it: the cores are the compiler's. */
  public static void settle() {
    for (int waited = 0; waited < LONGEST_MILLIS && !isIdle(queue()); waited += POLL_MILLIS) {
      sleep();
    }
  }

  /** Whether nothing but headings stands in the text. */
  static boolean isIdle(String queue) {
    return queue.lines().allMatch(line -> line.isBlank() || line.matches(".*:\\s*|Empty\\s*"));
  }

  /** As {@code jcmd Compiler.queue} tells it. */
  static String queue() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "compilerQueue",
                  new Object[0],
                  new String[0]);
    } catch (JMException unknown) {
      throw new IllegalStateException("this JVM does not tell what it compiles", unknown);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
