package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ParallelTest {
  /** Each thread waits for the other, so a worker takes part. */
  private static WeakReference<float[]> operandOfAJob() {
    float[] operand = new float[2];
    AtomicInteger begun = new AtomicInteger();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    Parallel.run(
        2,
        2,
        task -> {
          operand[task] = 1;
          begun.incrementAndGet();
          while (begun.get() < 2 && System.nanoTime() < end) {
            Thread.onSpinWait();
          }
        });
    return new WeakReference<>(operand);
  }

  @Test
  void idleWorkersKeepNoOperands() throws InterruptedException {
    WeakReference<float[]> operand = operandOfAJob();
    for (int i = 0; i < 100 && operand.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertNull(operand.get());
  }

  @Test
  void aTaskThatFailsEndsTheJobAlone() {
    AtomicIntegerArray runs = new AtomicIntegerArray(50);
    var thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                Parallel.run(
                    3,
                    50,
                    task -> {
                      runs.incrementAndGet(task);
                      if (task == 7) {
                        throw new IllegalStateException("task 7");
                      }
                    }));
    assertEquals("task 7", thrown.getMessage());
    Parallel.run(3, 50, runs::incrementAndGet);
    for (int task = 0; task < 50; task++) {
      assertEquals(2, runs.get(task));
    }
  }
}
