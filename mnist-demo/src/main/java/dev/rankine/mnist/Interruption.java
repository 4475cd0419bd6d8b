package dev.rankine.mnist;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C, or a request of the system to end: while a training is watched, the JVM waits until it
 * has finished its step and the program has come to its end.
 */
final class Interruption implements AutoCloseable {
  /** The exit code of a program that was interrupted: 128 + SIGINT. */
  static final int EXIT = 130;

  /** The longest that a step and a checkpoint may take. */
  private static final long SECONDS = 120;

  private static final CompletableFuture<Integer> CODE = new CompletableFuture<>();

  private final Thread hook;

  private Interruption(Runnable stop) {
    this.hook = new Thread(() -> end(stop), "interruption");
  }

  /** From now until it is closed, an interruption stops something in this way. */
  static Interruption stops(Runnable stop) {
    Interruption interruption = new Interruption(stop);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** All is said and done, with this exit code. */
  static void done(int code) {
    CODE.complete(code);
  }

  private static void end(Runnable stop) {
    stop.run();
    try {
      Runtime.getRuntime().halt(CODE.get(SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException late) {
      System.err.println("mnist-demo: it did not stop within " + SECONDS + " s");
      Runtime.getRuntime().halt(EXIT);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // it runs already, and waits for done
    }
  }
}
