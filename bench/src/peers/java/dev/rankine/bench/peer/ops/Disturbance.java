package dev.rankine.bench.peer.ops;

import com.sun.management.OperatingSystemMXBean;
import dev.rankine.bench.run.Jit;
import java.lang.management.ManagementFactory;

/**
 * What else has used the cores since it was made: other processes, as far as they are seen from
 * here, and the JIT.
 */
final class Disturbance {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Of all cores: half of two if somebody keeps one. The system counts in steps of 10 ms. */
  private static final double MOST = 0.2;

  private static final long COMPILED_MILLIS = 3;

  private final long compiled = Jit.millis();
  private final long start = System.nanoTime();
  private final long own = SYSTEM.getProcessCpuTime();

  Disturbance() {
    SYSTEM.getCpuLoad(); // the next call tells of the time since this one
  }

  /** Whether it was so much that times are in doubt; waits until the JIT has nothing to do. */
  boolean isLarge() {
    double load = SYSTEM.getCpuLoad();
    double elapsed = (double) (System.nanoTime() - start) * SYSTEM.getAvailableProcessors();
    double others = load - (SYSTEM.getProcessCpuTime() - own) / elapsed;
    Jit.settle();
    return others > MOST || Jit.millis() - compiled > COMPILED_MILLIS;
  }
}
