package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.reference.ReferenceBackend;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private final Backend backend = new ReferenceBackend();

  @Test
  void theNextScopeReusesTheBuffer() {
    Storage first;
    try (Scope scope = Scope.on(backend)) {
      first = scope.tensor(100).storage();
    }
    try (Scope scope = Scope.on(backend)) {
      assertSame(first, scope.tensor(3, 41).storage());
      assertNotSame(first, scope.tensor(100).storage());
    }
  }

  @Test
  void typesAndCapacitiesAreKeptApart() {
    Storage first;
    try (Scope scope = Scope.on(backend)) {
      first = scope.tensor(100).storage();
    }
    try (Scope scope = Scope.on(backend)) {
      assertNotSame(first, scope.indices(100).storage());
      assertNotSame(first, scope.bytes(100).storage());
      assertNotSame(first, scope.tensor(129).storage());
      assertSame(first, scope.tensor(100).storage());
    }
  }

  /** A backend that does nothing but allocate, and has room for so many buffers. */
  private static Backend small(int room) {
    AtomicInteger free = new AtomicInteger(room);
    InvocationHandler allocate =
        (self, method, arguments) -> {
          if (free.get() == 0) {
            throw new OutOfMemoryError("full");
          }
          free.decrementAndGet();
          return new Storage((Backend) self, (Storage.Type) arguments[0], (int) arguments[1]) {
            @Override
            protected void discard() {
              free.incrementAndGet();
            }
          };
        };
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, allocate);
  }

  @Test
  void whatWaitsIsGivenUpWhereMemoryIsShort() {
    StoragePool pool = new StoragePool(small(2));
    Storage waiting = pool.take(Storage.Type.REAL, 100);
    Storage held = pool.take(Storage.Type.REAL, 100);
    pool.give(waiting);
    Storage larger = pool.take(Storage.Type.REAL, 1000);
    assertNotSame(waiting, larger);
    assertThrows(OutOfMemoryError.class, () -> pool.take(Storage.Type.REAL, 1000));
    pool.give(held);
    assertSame(held, pool.take(Storage.Type.REAL, 100));
  }

  @Test
  void itSaysHowMuchMemoryItOwns() {
    Scope scope = Scope.on(backend);
    Tensor doubles = scope.tensor(64);
    scope.indices(128);
    scope.bytes(64);
    assertEquals(64 * 8 + 128 * 4 + 64, scope.bytes());
    scope.keep(doubles);
    assertEquals(128 * 4 + 64, scope.bytes());
    scope.close();
    assertEquals(0, scope.bytes());
  }

  @Test
  void theGenerationRisesOncePerClose() {
    Scope scope = Scope.on(backend);
    Storage storage = scope.tensor(5).storage();
    assertEquals(0, storage.generation());
    scope.close();
    assertEquals(1, storage.generation());
    scope.close();
    assertEquals(1, storage.generation());
    try (Scope next = Scope.on(backend)) {
      Storage again = next.tensor(5).storage();
      assertSame(storage, again);
      assertNotSame(storage, next.tensor(5).storage(), "closed twice, given back twice");
    }
    assertEquals(2, storage.generation());
  }

  @Test
  void aKeptBufferIsNeverHandedOut() {
    Storage kept;
    try (Scope scope = Scope.on(backend)) {
      kept = scope.keep(scope.tensor(5)).storage();
    }
    assertEquals(0, kept.generation());
    try (Scope scope = Scope.on(backend)) {
      assertNotSame(kept, scope.tensor(5).storage());
    }
  }

  @Test
  void aClosedScopeDoesNotAllocate() {
    Scope scope = Scope.on(backend);
    scope.close();
    var thrown = assertThrows(IllegalStateException.class, () -> scope.tensor(1));
    assertTrue(thrown.getMessage().contains("open a new one"), thrown.getMessage());
  }

  @Test
  void aClearedPoolStartsAnew() {
    Storage first;
    try (Scope scope = Scope.on(backend)) {
      first = scope.tensor(100).storage();
    }
    backend.pool().clear();
    try (Scope scope = Scope.on(backend)) {
      assertNotSame(first, scope.tensor(100).storage());
    }
  }

  @Test
  void capacityClasses() {
    int[][] expected = {
      {0, 64},
      {64, 64},
      {65, 128},
      {128, 128},
      {129, 192},
      {256, 256},
      {257, 320},
      {320, 320},
      {321, 384},
      {512, 512},
      {513, 640},
      {1024, 1024},
      {1025, 1280}
    };
    for (int[] row : expected) {
      assertEquals(row[1], StoragePool.capacityFor(row[0]), () -> "for " + row[0]);
    }
    int most = Integer.MAX_VALUE - 64;
    assertEquals(most, StoragePool.capacityFor(most));
  }

  @Test
  void missesCountTheBuffersThatHadToBeAllocated() {
    long before = backend.pool().misses();
    for (int step = 0; step < 3; step++) {
      try (Scope scope = Scope.on(backend)) {
        scope.tensor(100);
        scope.tensor(120);
        scope.indices(100);
      }
    }
    assertEquals(3, backend.pool().misses() - before);
  }

  @Test
  void keepingTakesAnyOneOut() {
    for (int which = 0; which < 3; which++) {
      Storage[] all = new Storage[3];
      try (Scope scope = Scope.on(backend)) {
        Tensor[] made = {scope.tensor(5), scope.tensor(6), scope.tensor(7)};
        for (int i = 0; i < 3; i++) {
          all[i] = made[i].storage();
        }
        Tensor kept = made[which];
        scope.keep(kept);
        var thrown = assertThrows(IllegalStateException.class, () -> scope.keep(kept));
        assertTrue(thrown.getMessage().contains("is not owned"), thrown.getMessage());
      }
      for (int i = 0; i < 3; i++) {
        assertEquals(i == which ? 0 : 1, all[i].generation());
      }
      backend.pool().clear();
    }
  }

  @Property
  void buffersOfOneClassHaveOneCapacity(
      @ForAll @IntRange(max = Integer.MAX_VALUE - 64) int a,
      @ForAll @IntRange(max = Integer.MAX_VALUE - 64) int b) {
    for (int size : new int[] {b, a + 1, StoragePool.capacityFor(a)}) {
      int first = StoragePool.capacityFor(a);
      int second = StoragePool.capacityFor(Math.min(size, Integer.MAX_VALUE - 64));
      assertEquals(first == second, StoragePool.classOf(first) == StoragePool.classOf(second));
    }
  }

  @Property
  void aCapacityFitsAndWastesAtMostAQuarter(
      @ForAll @IntRange(min = 257, max = Integer.MAX_VALUE - 64) int size) {
    int capacity = StoragePool.capacityFor(size);
    assertTrue(capacity >= size);
    assertTrue(capacity - size <= size / 4, () -> size + " in " + capacity);
    assertEquals(capacity, StoragePool.capacityFor(capacity));
  }

  @Test
  void itCountsWhatItOwns() {
    try (Scope scope = Scope.on(Backend.cpu())) {
      assertEquals(0, scope.elements());
      Tensor kept = scope.tensor(3, 5);
      long one = scope.elements();
      assertTrue(one >= 15);
      scope.indices(100);
      assertTrue(scope.elements() >= one + 100);
      scope.keep(kept);
      assertTrue(scope.elements() >= 100 && scope.elements() < one + 200);
    }
  }
}
