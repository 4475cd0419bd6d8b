package dev.rankine.bench.report;

import dev.rankine.bench.work.Triad;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Rankine's kernels under the machine's limits (Williams, Waterman and Patterson 2009): GFLOP/s
 * over floating-point operations per byte, both on logarithmic axes, a panel for each number of
 * threads. Each roof is the bandwidth of one footprint up to the peak of arithmetic.
 */
final class RooflineChart {
  private static final int PANEL = 380;
  private static final int HEIGHT = 260;
  private static final int LEFT = 50;
  private static final int TOP = 50;
  private static final double FEWEST = 0.125;
  private static final double MOST = 1024;

  /** In the first-level cache, in what one core has to itself, and in memory. */
  private static final List<Integer> FOOTPRINTS = List.of(1 << 14, 1 << 18, 1 << 28);

  private record Panel(Svg svg, int x, int y, double lowest, double highest) {
    double x(double flopsPerByte) {
      return x + PANEL * Math.log(flopsPerByte / FEWEST) / Math.log(MOST / FEWEST);
    }

    double y(double gflops) {
      return y + HEIGHT * (1 - Math.log(gflops / lowest) / Math.log(highest / lowest));
    }
  }

  private final Results results;

  RooflineChart(Results results) {
    this.results = results;
  }

  /** The drawing; empty if the limits or the kernels were not measured. */
  String draw() {
    List<Integer> threads =
        results.threads().stream()
            .filter(count -> new Roofline(results, count).flopsPerSecond().isPresent())
            .filter(count -> !kernels(count).isEmpty())
            .toList();
    if (threads.isEmpty()) {
      return "";
    }
    Svg svg = new Svg(LEFT + threads.size() * (PANEL + 40), TOP + HEIGHT + 40);
    svg.text(LEFT, 20, "start", Svg.OURS, "● Rankine's kernels")
        .text(LEFT + 150, 20, "start", Svg.INK, "GFLOP/s over floating-point operations per byte");
    for (int i = 0; i < threads.size(); i++) {
      draw(svg, threads.get(i), LEFT + i * (PANEL + 40));
    }
    return svg.toString();
  }

  /** What has both operations and traffic. */
  private List<Series> kernels(int threads) {
    return results.series().stream()
        .filter(series -> series.threads() == threads && series.has(Group.RANKINE))
        .filter(series -> series.flops() > 0 && series.bytes() > 0)
        .toList();
  }

  private void draw(Svg svg, int threads, int left) {
    Roofline roofline = new Roofline(results, threads);
    double peak = roofline.flopsPerSecond().orElseThrow() * 1e-9;
    Panel panel = new Panel(svg, left, TOP, 1, 2 * peak);
    svg.text(left + PANEL / 2.0, TOP - 8, "middle", Svg.INK, Markdown.threads(threads));
    axes(panel);
    for (int footprint : FOOTPRINTS) {
      OptionalDouble bandwidth = roofline.bytesPerSecond(footprint);
      if (bandwidth.isPresent()) {
        roof(panel, peak, bandwidth.getAsDouble() * 1e-9, new Triad(footprint));
      }
    }
    for (Series series : kernels(threads)) {
      double gflops = series.flops() / series.median(Group.RANKINE) * 1e-9;
      double intensity = Math.clamp(series.flops() / series.bytes(), FEWEST, MOST);
      svg.dot(panel.x(intensity), panel.y(Math.max(panel.lowest(), gflops)), Svg.OURS);
    }
  }

  private static void axes(Panel panel) {
    for (double tick = FEWEST; tick <= MOST; tick *= 4) {
      double x = panel.x(tick);
      panel.svg().line(x, TOP, x, TOP + HEIGHT, Svg.FAINT, false);
      panel.svg().text(x, TOP + HEIGHT + 18, "middle", Svg.INK, number(tick));
    }
    for (double tick = panel.lowest(); tick <= panel.highest(); tick *= 4) {
      double y = panel.y(tick);
      panel.svg().line(panel.x(), y, panel.x() + PANEL, y, Svg.FAINT, false);
      panel.svg().text(panel.x() - 6, y + 4, "end", Svg.INK, number(tick));
    }
  }

  private static String number(double tick) {
    return String.format(Locale.ROOT, tick < 0.5 ? "%.3f" : tick < 1 ? "%.1f" : "%.0f", tick);
  }

  private static void roof(Panel panel, double peak, double bandwidth, Triad triad) {
    double ridge = Math.clamp(peak / bandwidth, FEWEST, MOST);
    double start = Math.max(FEWEST, panel.lowest() / bandwidth);
    panel
        .svg()
        .line(
            panel.x(start),
            panel.y(start * bandwidth),
            panel.x(ridge),
            panel.y(ridge * bandwidth),
            Svg.INK,
            true)
        .line(panel.x(ridge), panel.y(peak), panel.x(MOST), panel.y(peak), Svg.INK, true)
        .text(panel.x(start) + 4, panel.y(start * bandwidth) - 4, "start", Svg.INK, triad.label());
  }
}
