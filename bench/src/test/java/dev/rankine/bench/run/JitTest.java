package dev.rankine.bench.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JitTest {
  private static final String IDLE =
      """

      Current compiles:

      C1 compile queue:
      Empty

      C2 compile queue:
      Empty

      """;

  @Test
  void idleIsNothingButHeadings() {
    assertTrue(Jit.isIdle(IDLE));
    assertFalse(
        Jit.isIdle(
            IDLE.replace(
                "Current compiles:",
                "Current compiles:\nC2 CompilerThread0  812  4  java.lang.String::length (8 bytes)")));
    assertFalse(
        Jit.isIdle(IDLE.replaceFirst("Empty", "  813  3  java.lang.Object::equals (11 bytes)")));
  }

  /** The text of this JVM has the form that we know. */
  @Test
  void thisJvmTellsItsQueue() {
    assertTrue(Jit.queue().contains("C2 compile queue:"), Jit.queue());
  }
}
