package dev.rankine.engine.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * The only owner of threads. One pool of daemon workers serves every engine in the JVM, so several
 * engines do not oversubscribe the cores.
 *
 * <p>A job is a number of independent tasks, fixed by the shape of the problem and never by the
 * number of threads; which thread runs which task does not change a bit of the result. The caller
 * works too. Workers spin briefly between jobs and then park: a job that follows closely finds them
 * awake, an idle engine costs nothing.
 */
final class Parallel {
  /** About 20 µs: longer than the gap between two ops, shorter than anybody notices. */
  private static final int SPINS = 2_000;

  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final ReentrantLock BUSY = new ReentrantLock();
  private static volatile Worker[] workers = {};
  private static volatile Job current;

  private Parallel() {}

  /** Runs {@code body} once for every task in 0 … tasks − 1 on at most this many threads. */
  static void run(int threads, int tasks, IntConsumer body) {
    int helpers = Math.min(threads, tasks) - 1;
    if (helpers <= 0 || BUSY.isHeldByCurrentThread() || isWorker() || !BUSY.tryLock()) {
      for (int task = 0; task < tasks; task++) {
        body.accept(task);
      }
      return;
    }
    try {
      Worker[] pool = ensure(helpers);
      Job job = new Job(body, tasks, helpers);
      current = job;
      for (int i = 0; i < helpers; i++) {
        pool[i].wake();
      }
      job.work();
      job.awaitOthers();
      current = null;
      job.body = null;
      job.rethrow();
    } finally {
      BUSY.unlock();
    }
  }

  private static boolean isWorker() {
    return Thread.currentThread() instanceof Worker;
  }

  private static Worker[] ensure(int count) {
    Worker[] pool = workers;
    if (pool.length < count) {
      Worker[] larger = java.util.Arrays.copyOf(pool, count);
      for (int i = pool.length; i < count; i++) {
        larger[i] = new Worker(i);
        larger[i].start();
      }
      workers = pool = larger;
    }
    return pool;
  }

  private static final class Job {
    /** Null when all is done: idle workers keep their last job, and would keep its operands. */
    IntConsumer body;

    final int tasks;
    final int helpers;
    final AtomicInteger next = new AtomicInteger();
    final AtomicInteger finished = new AtomicInteger();
    final Thread caller = Thread.currentThread();
    volatile boolean callerParked;
    volatile Throwable failure;

    Job(IntConsumer body, int tasks, int helpers) {
      this.body = body;
      this.tasks = tasks;
      this.helpers = helpers;
    }

    void work() {
      for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
        try {
          body.accept(task);
        } catch (Throwable thrown) {
          failure = thrown;
        }
        if (finished.incrementAndGet() == tasks && callerParked) {
          LockSupport.unpark(caller);
        }
      }
    }

    /** Parks after a while: the core may be needed by the very worker that is waited for. */
    void awaitOthers() {
      for (int spins = helpers < CORES ? SPINS : 0; spins > 0 && finished.get() < tasks; spins--) {
        Thread.onSpinWait();
      }
      callerParked = true;
      while (finished.get() < tasks) {
        LockSupport.park(this);
      }
    }

    void rethrow() {
      switch (failure) {
        case null -> {}
        case RuntimeException exception -> throw exception;
        case Error error -> throw error;
        case Throwable other -> throw new IllegalStateException(other);
      }
    }
  }

  private static final class Worker extends Thread {
    private final int index;
    private volatile boolean parked;

    Worker(int index) {
      super("rankine-" + (index + 1));
      this.index = index;
      setDaemon(true);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      Job last = null;
      while (true) {
        Job job = await(last);
        if (index < job.helpers) {
          job.work();
        }
        last = job;
      }
    }

    private Job await(Job last) {
      int spins = index + 1 < CORES ? SPINS : 0;
      while (true) {
        Job job = current;
        if (job != null && job != last) {
          return job;
        }
        if (spins-- > 0) {
          Thread.onSpinWait();
        } else {
          parked = true;
          if (current == null || current == last) {
            LockSupport.park(this);
          }
          parked = false;
        }
      }
    }
  }
}
