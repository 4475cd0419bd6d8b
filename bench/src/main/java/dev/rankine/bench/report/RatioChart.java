package dev.rankine.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ratio to the peer for everything that is compared, as bars to the left and right of 1. */
final class RatioChart {
  private static final int ROW = 18;
  private static final int LABEL = 260;
  private static final int WIDTH = 480;
  private static final int TOP = 44;

  /** Bars end at a quarter and at four times; the number says what is beyond. */
  private static final double MOST = 4;

  private record Bar(String label, int threads, Statistics.Ratio ratio) {}

  private final Results results;

  RatioChart(Results results) {
    this.results = results;
  }

  /** The drawing; empty if nothing was compared. */
  String draw() {
    List<Bar> bars = bars();
    if (bars.isEmpty()) {
      return "";
    }
    Svg svg = new Svg(LABEL + WIDTH + 60, TOP + bars.size() * ROW + 10);
    for (double tick : new double[] {0.25, 0.5, 1, 2, 4}) {
      String label = String.format(Locale.ROOT, tick < 1 ? "%.2g" : "%.0f", tick);
      svg.text(x(tick), 20, "middle", Svg.INK, label)
          .line(x(tick), 28, x(tick), TOP + bars.size() * ROW, Svg.FAINT, tick != 1);
    }
    for (int i = 0; i < bars.size(); i++) {
      draw(svg, bars.get(i), TOP + i * ROW);
    }
    return svg.toString();
  }

  private static void draw(Svg svg, Bar bar, int y) {
    double ratio = bar.ratio().median();
    double from = Math.min(x(1), x(ratio));
    String colour = ratio >= 1 ? Svg.OURS : Svg.PEER;
    svg.text(LABEL - 10, y + 12, "end", Svg.INK, bar.label() + ", " + bar.threads() + "T")
        .bar(from, y + 3, Math.abs(x(ratio) - x(1)), ROW - 6, colour)
        .text(
            LABEL + WIDTH + 10,
            y + 12,
            "start",
            Svg.INK,
            String.format(Locale.ROOT, "%.2f", ratio));
  }

  private static double x(double ratio) {
    double clipped = Math.clamp(ratio, 1 / MOST, MOST);
    return LABEL + WIDTH * (0.5 + Math.log(clipped) / Math.log(MOST) / 2);
  }

  private List<Bar> bars() {
    List<Bar> bars = new ArrayList<>();
    for (Group group : Group.ALL) {
      if (group.equals(Group.SQUARE)) {
        continue; // they have a chart of their own
      }
      for (int threads : results.threads()) {
        for (Series series : group.of(results, threads)) {
          series
              .ratio(group.peer())
              .ifPresent(ratio -> bars.add(new Bar(series.name(), threads, ratio)));
        }
      }
    }
    return bars;
  }
}
