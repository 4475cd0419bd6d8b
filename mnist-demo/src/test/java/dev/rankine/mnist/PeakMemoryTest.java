package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PeakMemoryTest {
  @Test
  void theHighWaterMarkIsInKibibytes() {
    String status = "VmPeak:\t 9000000 kB\nVmHWM:\t  512340 kB\nVmRSS:\t  400000 kB\n";
    assertEquals(OptionalLong.of(512_340L * 1024), PeakMemory.parse(status));
  }

  @Test
  void whatIsNotToldIsLeftOut() {
    assertEquals(OptionalLong.empty(), PeakMemory.parse("VmRSS:\t  400000 kB\n"));
    assertEquals(OptionalLong.empty(), PeakMemory.parse(""));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itCountsWhatHasBeenTouched() {
    byte[] block = new byte[100 << 20];
    Arrays.fill(block, (byte) 1);
    long bytes = PeakMemory.bytes().orElseThrow();
    assertTrue(bytes > block.length && bytes < 1L << 40, String.valueOf(bytes));
  }
}
