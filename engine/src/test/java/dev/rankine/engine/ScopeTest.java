package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.reference.ReferenceBackend;
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

  @Property
  void aCapacityFitsAndWastesAtMostAQuarter(
      @ForAll @IntRange(min = 257, max = Integer.MAX_VALUE - 64) int size) {
    int capacity = StoragePool.capacityFor(size);
    assertTrue(capacity >= size);
    assertTrue(capacity - size <= size / 4, () -> size + " in " + capacity);
    assertEquals(capacity, StoragePool.capacityFor(capacity));
  }
}
