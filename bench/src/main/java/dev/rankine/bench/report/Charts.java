package dev.rankine.bench.report;

import java.util.ArrayList;
import java.util.List;

/** The charts of the README. */
final class Charts {
  /**
   * A drawing.
   *
   * @param name end of the file's name
   * @param title for those who do not see it
   */
  record Chart(String name, String title, String svg) {}

  private Charts() {}

  /** Those that the results have something for. */
  static List<Chart> of(Results results) {
    List<Chart> charts = new ArrayList<>();
    if (results.threads().stream().anyMatch(n -> !Group.SQUARE.of(results, n).isEmpty())) {
      String svg = new GemmChart(results).draw();
      charts.add(new Chart("gemm", "Matrix products by size, GFLOP/s", svg));
    }
    String roofline = new RooflineChart(results).draw();
    if (!roofline.isEmpty()) {
      charts.add(new Chart("roofline", "Kernels under the machine's limits", roofline));
    }
    String ratios = new RatioChart(results).draw();
    if (!ratios.isEmpty()) {
      charts.add(new Chart("ratios", "How many times faster than the peer", ratios));
    }
    return charts;
  }
}
