package dev.rankine.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TablesTest {
  private final String text = new Tables(Samples.results()).text();

  private void has(String line) {
    assertTrue(text.contains(line), line + " is not in\n" + text);
  }

  @Test
  void everyClaimNamesItsMachineAndItsPeersKernel() {
    has(
        "Processor & <Sons>, 2 cores, 256-bit vectors, Linux amd64, JDK 25; measured on 2030-01-02, in 1 round.");
    has("* `openblas`: kernel Zen");
  }

  @Test
  void ratesAndRatio() {
    has("| GFLOP/s | rankine | openblas | openblas / rankine | of the limit | openblas did it |");
    has("| nn 64 | 10.0 | 20.0 | 0.50 (0.50–0.50) | 10 % | its way |");
    has("Geometric mean of the ratios 2.24, least 2.00.");
  }

  @Test
  void limits() {
    has("| fused multiply-adds | 100.0 GFLOP/s |");
    has("| triad over 256 MiB | 12.0 GB/s |");
    has("| triad over 16 KiB | – |");
  }

  @Test
  void oddSides() {
    has("On Rankine 97 reaches 80 % of 96.");
  }

  /** A product this thin is held against the bandwidth, not against the arithmetic. */
  @Test
  void theNearerLimitCounts() {
    Series thin = new Series("thin", 1, 1e9, 1.2e9, java.util.Map.of(), java.util.Map.of());
    assertEquals(0.1, new Roofline(Samples.results(), 1).seconds(thin).orElseThrow(), 1e-12);
  }
}
