package dev.rankine.engine.cpu;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Gets the vector loops compiled while the program still loads its data. Until C2 has compiled a
 * loop, every vector in it is an object, and it runs some fifty times slower; what C2 then compiles
 * first is the code of those objects.
 *
 * <p>A daemon thread calls each loop on numbers of its own, so that no result can depend on it:
 * some thousand times with nothing to do, which makes C2 compile the loop, as a whole and once, and
 * a few times with a few steps, so that C2 knows that the steps are there. A loop that allocates
 * nothing any more is compiled. A few loops are on their way at a time, so that C2 always has the
 * next one and never a long queue, which would raise its thresholds.
 *
 * <p>The first heavy op waits for the loops of a usual training step. The others follow a while
 * later, for C2 has enough to do with the program's own code then; a heavy op that needs them has
 * them compiled at once. {@code -Drankine.warmup=off} switches all this off.
 */
final class WarmUp {
  private static final System.Logger LOG = System.getLogger("dev.rankine.engine");

  /** Multiply-adds that are worth waiting for: a few milliseconds with vectors as objects. */
  private static final long HEAVY = 1 << 20;

  /** Loops on their way at a time. */
  private static final int ABREAST = 3;

  /** Calls of a loop in a round: a few real ones, and so many with nothing to do. */
  private static final int REAL = 3;

  private static final int IDLE = 2048;

  /** Steps of a real call: the rows, columns and chains of small networks are about as long. */
  private static final int STEPS = 12;

  /**
   * Rounds until C2 has usually been asked; then every fourth calls the loop, with nothing to do.
   */
  private static final int ROUNDS = 8;

  private static final int SELDOM = 4;

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  /** How long a loop has before it is left alone: much longer while nobody waits for it. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

  private static final long MOST_PATIENCE = TimeUnit.SECONDS.toNanos(10);

  /** How long the program has C2 to itself before the other loops. */
  private static final long LATER = TimeUnit.SECONDS.toNanos(3);

  private final CountDownLatch usual = new CountDownLatch(1);
  private final CountDownLatch wanted = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final ThreadMXBean memory;
  private volatile boolean hasUsual;
  private volatile boolean isOver;
  private volatile boolean isAwaited;

  private WarmUp(ThreadMXBean memory) {
    this.memory = memory;
  }

  /** One that is over. */
  static WarmUp none() {
    WarmUp none = new WarmUp(null);
    none.end();
    return none;
  }

  /**
   * Begins to warm these kernels up.
   *
   * @throws IllegalStateException if {@code rankine.warmup} is neither on nor off
   */
  static WarmUp start(Kernels kernels) {
    String wanted = System.getProperty("rankine.warmup", "on");
    if (!wanted.matches("on|off")) {
      throw new IllegalStateException("-Drankine.warmup=" + wanted + ": choose on or off");
    }
    Optional<WarmLoop.Plan> plan = wanted.equals("on") ? kernels.warmLoops() : Optional.empty();
    if (plan.isEmpty()) {
      return none();
    }
    WarmUp warmUp = new WarmUp((ThreadMXBean) ManagementFactory.getThreadMXBean());
    Thread thread = new Thread(() -> warmUp.run(plan.get()), "rankine-warmup");
    thread.setDaemon(true);
    thread.start();
    return warmUp;
  }

  /** Whether an op of a usual training step has nothing to wait for. */
  boolean hasUsual() {
    return hasUsual;
  }

  /** Called before an op of so many multiply-adds, of a usual training step: waits if many. */
  void await(long work) {
    if (!hasUsual && work >= HEAVY) {
      isAwaited = true;
      await(usual);
    }
  }

  /** Called before another op of so many multiply-adds: waits for all loops if they are many. */
  void awaitAll(long work) {
    if (!isOver && work >= HEAVY) {
      isAwaited = true;
      wanted.countDown();
      await(end);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void endUsual() {
    hasUsual = true;
    usual.countDown();
  }

  private void end() {
    endUsual();
    isOver = true;
    end.countDown();
  }

  private void run(WarmLoop.Plan plan) {
    try {
      if (compile(plan.wide()) > 0) {
        compile(plan.narrow());
        endUsual();
        wanted.await(LATER, TimeUnit.NANOSECONDS);
        compile(plan.other());
      }
    } catch (RuntimeException | Error failed) {
      LOG.log(System.Logger.Level.DEBUG, "The warm-up ended early", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /** Returns how many were compiled. If it is none of the first few, this JVM has no C2. */
  private int compile(List<WarmLoop> loops) {
    Queue<WarmLoop> waiting = new ArrayDeque<>(loops);
    List<Progress> started = new ArrayList<>();
    int compiled = 0;
    int failed = 0;
    while (!(waiting.isEmpty() && started.isEmpty())) {
      while (started.size() < ABREAST && !waiting.isEmpty()) {
        started.add(new Progress(waiting.remove()));
      }
      started.forEach(Progress::advance);
      int before = started.size();
      started.removeIf(progress -> progress.isFast);
      int fast = before - started.size();
      started.removeIf(Progress::isLate);
      compiled += fast;
      failed += before - fast - started.size();
      if (failed >= ABREAST && compiled == 0) {
        return compiled;
      }
      if (fast == 0) {
        LockSupport.parkNanos(PAUSE);
      }
    }
    return compiled;
  }

  /** A loop on its way. */
  private final class Progress {
    private final WarmLoop loop;
    private final long start = System.nanoTime();
    private int rounds;
    private boolean isFast;

    Progress(WarmLoop loop) {
      this.loop = loop;
    }

    void advance() {
      if (rounds++ >= ROUNDS && rounds % SELDOM != 0) {
        return;
      }
      if (rounds <= ROUNDS) {
        loop.calls().run(REAL, STEPS);
      }
      loop.calls().run(rounds > ROUNDS ? IDLE / SELDOM : IDLE, 0);
      isFast = allocated(0) == allocated(1);
    }

    private long allocated(int times) {
      long before = memory.getCurrentThreadAllocatedBytes();
      loop.calls().run(times, 2);
      return memory.getCurrentThreadAllocatedBytes() - before;
    }

    boolean isLate() {
      boolean somebodyWaits = hasUsual ? wanted.getCount() == 0 : isAwaited;
      return System.nanoTime() - start > (somebodyWaits ? PATIENCE : MOST_PATIENCE);
    }
  }
}
