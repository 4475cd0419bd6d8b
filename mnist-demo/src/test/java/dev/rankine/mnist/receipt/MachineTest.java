package dev.rankine.mnist.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void ofAProcessorsFlagsThoseForNumbersAreKept() {
    String x86 =
        "model name\t: X\nflags\t\t: fpu vme sse sse4_2 ssse3 aes avx2 avx512f fma\n\nflags: no\n";
    assertEquals(
        List.of("sse", "sse4_2", "ssse3", "avx2", "avx512f", "fma"), Machine.features(x86));
    String arm = "processor\t: 0\nFeatures\t: fp asimd evtstrm sha2 sve bf16\n";
    assertEquals(List.of("fp", "asimd", "sha2", "sve", "bf16"), Machine.features(arm));
    assertEquals(List.of(), Machine.features(""));
  }

  @Test
  void itTellsWhatComputes() {
    Backend backend = Backend.cpu();
    Machine machine = Machine.of(backend, 3);
    assertEquals(3, machine.threads());
    assertEquals(backend.vectorBits(), machine.vectorBits());
    assertTrue(machine.jdk().startsWith(Runtime.version().toString()), machine.jdk());
  }
}
