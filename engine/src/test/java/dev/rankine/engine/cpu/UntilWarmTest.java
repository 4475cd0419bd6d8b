package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Until the loops of a usual training step are compiled, light ops leave them alone. */
class UntilWarmTest {
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();

  /** Kernels that count the calls of {@code zip}, with a single loop that takes its time. */
  private Kernels kernels() {
    Kernels plain = new ScalarKernels();
    WarmLoop loop = new WarmLoop("Loop.slow", (times, steps) -> awaitEnd());
    WarmLoop.Plan plan =
        group -> group == WarmLoop.Group.HEAVY ? List.of(List.of(loop)) : List.of();
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("warmLoops")) {
                return Optional.of(plan);
              }
              if (method.getName().equals("zip")) {
                calls.incrementAndGet();
              }
              return method.invoke(plain, arguments);
            });
  }

  private void awaitEnd() {
    try {
      mayEnd.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void lightOpsRunOnThePlainLoops() {
    Kernels kernels = kernels();
    WarmUp warmUp = WarmUp.start(kernels);
    Backend backend = new CpuBackend(kernels, 1, CpuBackend.Convolution.IMPLICIT, warmUp);
    Tensor x = Tensor.of(backend, Shape.of(3), 1, 2, 3);
    Tensor y = Tensor.zeros(backend, Shape.of(3));
    backend.zip(Binary.ADD, x, x, y);
    assertArrayEquals(new float[] {2, 4, 6}, y.toFloats());
    assertEquals(0, calls.get());

    mayEnd.countDown();
    assertTrue(warmUp.await(Long.MAX_VALUE, WarmLoop.Group.LIGHT));
    backend.zip(Binary.ADD, x, y, y);
    assertArrayEquals(new float[] {3, 6, 9}, y.toFloats());
    assertEquals(1, calls.get());
  }
}
