package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BackendTest {
  @Test
  void isFoundByNameAndShared() {
    assertEquals("reference", Backend.named("reference").name());
    assertSame(Backend.named("reference"), Backend.named("reference"));
    assertEquals("cpu", Backend.cpu().name());
    assertSame(Backend.cpu(), Backend.named("cpu"));
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    var thrown = assertThrows(IllegalArgumentException.class, () -> Backend.named("gpu"));
    assertEquals("no backend is named 'gpu'; there are [cpu, reference]", thrown.getMessage());
  }

  @Test
  void needsAThread() {
    for (String name : new String[] {"cpu", "reference"}) {
      Backend backend = Backend.named(name);
      assertThrows(IllegalArgumentException.class, () -> backend.limitThreads(0));
    }
  }
}
