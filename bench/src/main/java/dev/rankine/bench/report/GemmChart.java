package dev.rankine.bench.report;

import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Suite;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** GFLOP/s over the side of square matrices: a row for each number of threads, a panel a form. */
final class GemmChart {
  private static final int PANEL = 250;
  private static final int HEIGHT = 190;
  private static final int LEFT = 50;
  private static final int TOP = 40;

  private final Results results;

  GemmChart(Results results) {
    this.results = results;
  }

  String draw() {
    List<Integer> threads = results.threads();
    int forms = Gemm.Form.values().length;
    Svg svg = new Svg(LEFT + forms * (PANEL + 20), TOP + threads.size() * (HEIGHT + 60));
    svg.text(LEFT, 20, "start", Svg.OURS, "● Rankine")
        .text(LEFT + 90, 20, "start", Svg.PEER, "● OpenBLAS")
        .text(LEFT + 190, 20, "start", Svg.INK, "- - limit of the machine, GFLOP/s over N");
    for (int row = 0; row < threads.size(); row++) {
      for (Gemm.Form form : Gemm.Form.values()) {
        int x = LEFT + form.ordinal() * (PANEL + 20);
        panel(svg, form, threads.get(row), x, TOP + row * (HEIGHT + 60));
      }
    }
    return svg.toString();
  }

  private void panel(Svg svg, Gemm.Form form, int threads, int x, int y) {
    double top = top(threads);
    int bottom = y + HEIGHT;
    String title = form.label() + ", " + Markdown.threads(threads);
    svg.text(x + PANEL / 2.0, y + 12, "middle", Svg.INK, title);
    for (double tick = 0; tick <= top; tick += top / 4) {
      double at = bottom - (HEIGHT - 20) * tick / top;
      svg.line(x, at, x + PANEL, at, Svg.FAINT, false);
      if (form.ordinal() == 0) {
        svg.text(x - 6, at + 4, "end", Svg.INK, String.format(Locale.ROOT, "%.0f", tick));
      }
    }
    new Roofline(results, threads)
        .flopsPerSecond()
        .ifPresent(
            peak -> {
              double at = bottom - (HEIGHT - 20) * peak * 1e-9 / top;
              svg.line(x, at, x + PANEL, at, Svg.INK, true);
            });
    for (int i = 0; i < Suite.SIDES.size(); i++) {
      svg.text(at(x, i), bottom + 18, "middle", Svg.INK, Suite.SIDES.get(i).toString());
    }
    curve(svg, form, threads, "openblas", Svg.PEER, x, bottom, top);
    curve(svg, form, threads, Group.RANKINE, Svg.OURS, x, bottom, top);
  }

  private void curve(
      Svg svg,
      Gemm.Form form,
      int threads,
      String implementation,
      String colour,
      int x,
      int bottom,
      double top) {
    double[] xs = new double[Suite.SIDES.size()];
    double[] ys = new double[xs.length];
    int points = 0;
    for (int i = 0; i < xs.length; i++) {
      Optional<Double> gflops =
          gflops(Gemm.square(form, Suite.SIDES.get(i)), threads, implementation);
      if (gflops.isPresent()) {
        xs[points] = at(x, i);
        ys[points++] = bottom - (HEIGHT - 20) * gflops.get() / top;
      }
    }
    svg.curve(java.util.Arrays.copyOf(xs, points), java.util.Arrays.copyOf(ys, points), colour);
  }

  private static double at(int x, int side) {
    return x + 20 + side * (PANEL - 40.0) / (Suite.SIDES.size() - 1);
  }

  private Optional<Double> gflops(Gemm gemm, int threads, String implementation) {
    return results
        .find(gemm.name(), threads)
        .filter(series -> series.has(implementation))
        .map(series -> series.flops() / series.median(implementation) * 1e-9);
  }

  /** A round number at or above everything in a row of panels. */
  private double top(int threads) {
    double most = new Roofline(results, threads).flopsPerSecond().orElse(1e9) * 1e-9;
    for (Series series : Group.SQUARE.of(results, threads)) {
      for (String implementation : series.seconds().keySet()) {
        most = Math.max(most, series.flops() / series.median(implementation) * 1e-9);
      }
    }
    double step = Math.pow(10, Math.floor(Math.log10(most)));
    return Math.ceil(most / step * 2.5) / 2.5 * step;
  }
}
