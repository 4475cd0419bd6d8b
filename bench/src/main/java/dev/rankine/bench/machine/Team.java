package dev.rankine.bench.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** A fixed number of threads, none of them Rankine's, that run one loop each at a time. */
final class Team {
  private final int size;
  private final ExecutorService others;

  Team(int size) {
    this.size = size;
    this.others =
        Executors.newFixedThreadPool(
            Math.max(1, size - 1), Thread.ofPlatform().daemon().name("team-", 1).factory());
  }

  int size() {
    return size;
  }

  /** Runs body once for every member 0 … size − 1, each on a thread, and waits. */
  void run(IntConsumer body) {
    List<Future<Void>> futures = new ArrayList<>();
    for (int i = 1; i < size; i++) {
      int member = i;
      Callable<Void> task =
          () -> {
            body.accept(member);
            return null;
          };
      futures.add(others.submit(task));
    }
    body.accept(0);
    for (Future<Void> future : futures) {
      await(future);
    }
  }

  private static void await(Future<Void> future) {
    try {
      future.get();
    } catch (InterruptedException | ExecutionException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
