package dev.rankine.engine.cpu;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
 * <p>The first heavy op waits for the loops that heavy ops of a usual training step need; until
 * those of light ops are compiled, too, light ops run on the plain loops, whose bits are the same.
 * (Heavy ops there, too, brought the first loss of the experiment no earlier and the end of its
 * first epoch a second later.) The others are compiled when an op needs them, and a heavy one
 * waits; in most programs none does. {@code -Drankine.warmup=off} switches all this off.
 */
final class WarmUp {
  /** Multiply-adds that are worth waiting for: a few milliseconds in plain loops. */
  private static final long HEAVY = 1 << 20;

  /** Loops on their way at a time. */
  private static final int ABREAST = 8;

  /**
   * Calls of a loop in a round, with nothing to do: few, so that C1 has compiled it long before C2
   * is asked. Only C1's code notes the class of each vector; where C2 does not know it from there,
   * it makes objects for good.
   */
  private static final int IDLE = 250;

  /**
   * In one round of so many it is called in earnest, too: about one step for two hundred calls.
   * With more, C2 spends its time on the methods of vectors that are objects.
   */
  private static final int EARNEST = 6;

  /** Calls in earnest in such a round, so that a loop can take each of its branches. */
  private static final int VARIANTS = 4;

  /** Steps of such a call. With one, C2 takes the loop for one that does not go round. */
  private static final int STEPS = 2;

  /** Rounds until C2 is asked at the earliest. */
  private static final int ROUNDS = 20;

  /** After that only one of so many calls the loop, and looks whether it is fast. */
  private static final int SELDOM = 3;

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * Rounds that a loop has before it is left alone, about a second; many more while nobody waits
   * for it. On a machine that has no time for C2 rounds take longer, too.
   */
  private static final int PATIENCE = 1_000;

  private static final int MOST_PATIENCE = 10_000;

  private final Map<WarmLoop.Group, CountDownLatch> ends = new EnumMap<>(WarmLoop.Group.class);
  private final Map<WarmLoop.Group, CountDownLatch> asked = new EnumMap<>(WarmLoop.Group.class);

  /** Groups that are compiled, the first ones. */
  private volatile int done;

  private volatile boolean isAwaited;

  private WarmUp() {
    for (WarmLoop.Group group : WarmLoop.Group.values()) {
      asked.put(group, new CountDownLatch(1));
      ends.put(group, new CountDownLatch(1));
    }
    ask(WarmLoop.Group.LIGHT);
  }

  /** One that is over. */
  static WarmUp none() {
    WarmUp none = new WarmUp();
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
    WarmUp warmUp = new WarmUp();
    Thread thread = new Thread(() -> warmUp.run(plan.get()), "rankine-warmup");
    thread.setDaemon(true);
    thread.start();
    return warmUp;
  }

  /** Whether an op that needs this group has nothing to wait for. */
  boolean has(WarmLoop.Group group) {
    return done > group.ordinal();
  }

  /**
   * Called before an op: asks for its loops, and waits for them if it is heavy.
   *
   * @param work multiply-adds
   * @return whether they are compiled
   */
  boolean await(long work, WarmLoop.Group group) {
    if (has(group)) {
      return true;
    }
    boolean isHeavy = work >= HEAVY;
    if (isHeavy || group != WarmLoop.Group.OTHER) {
      ask(group);
    }
    if (!isHeavy) {
      return false;
    }
    isAwaited = true;
    try {
      ends.get(group).await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return has(group);
  }

  /** Groups are compiled in their order, so those before it are asked for, too. */
  private void ask(WarmLoop.Group last) {
    asked.forEach(
        (group, latch) -> {
          if (group.compareTo(last) <= 0) {
            latch.countDown();
          }
        });
  }

  private void end(WarmLoop.Group group) {
    done = Math.max(done, group.ordinal() + 1);
    ends.get(group).countDown();
  }

  private void end() {
    ends.keySet().forEach(this::end);
  }

  private void run(WarmLoop.Plan plan) {
    try {
      plan.begin();
      for (WarmLoop.Group group : WarmLoop.Group.values()) {
        asked.get(group).await();
        int compiled = 0;
        for (List<WarmLoop> loops : plan.of(group)) {
          compiled += compile(loops);
        }
        if (group == WarmLoop.Group.HEAVY && compiled == 0) {
          return;
        }
        end(group);
      }
    } catch (RuntimeException | Error failed) {
      System.Logger log = System.getLogger("dev.rankine.engine");
      log.log(System.Logger.Level.DEBUG, "The warm-up ended early", failed);
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

  /** Loaded when the first loops are on their way. */
  private static final class Memory {
    static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  }

  /** A loop on its way. */
  private final class Progress {
    private final WarmLoop loop;
    private int rounds;
    private boolean isFast;

    Progress(WarmLoop loop) {
      this.loop = loop;
    }

    void advance() {
      boolean isLater = ++rounds > ROUNDS;
      if (isLater && rounds % SELDOM != 0) {
        return;
      }
      loop.calls().run(IDLE, 0);
      if (rounds % EARNEST == 0) {
        loop.calls().run(VARIANTS, STEPS);
      }
      isFast = isLater && allocated(0) == allocated(1);
    }

    private long allocated(int times) {
      long before = Memory.THREADS.getCurrentThreadAllocatedBytes();
      loop.calls().run(times, 1);
      return Memory.THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    boolean isLate() {
      return rounds > (isAwaited ? PATIENCE : MOST_PATIENCE);
    }
  }
}
