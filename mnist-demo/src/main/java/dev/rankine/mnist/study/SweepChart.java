package dev.rankine.mnist.study;

import dev.rankine.engine.io.AtomicFile;
import dev.rankine.mnist.report.ChartStyle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Accuracy against trained parameters: a point for each setting, with its standard deviation. */
public final class SweepChart {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;

  static {
    System.setProperty("java.awt.headless", "true");
  }

  private SweepChart() {}

  /**
   * Writes a PNG file.
   *
   * @throws IOException if it cannot be written
   * @throws LinkageError if this Java has no AWT
   * @throws InternalError if AWT finds no font
   */
  public static void write(SweepTable table, Path file) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title(table.rows().getFirst().accuracy().count()))
            .xAxisTitle("trained parameters (rank)")
            .yAxisTitle("test accuracy, %")
            .build();
    CategoryStyler styler = chart.getStyler();
    ChartStyle.dress(styler);
    styler.setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line);
    styler.setErrorBarsColorSeriesColor(true).setYAxisDecimalPattern("0.00");
    lines(table).forEach((name, rows) -> add(chart, name, rows));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.setUseCache(false);
    ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", png);
    AtomicFile.write(file, png.toByteArray());
  }

  /** A line for each alpha and rate, its points by rank. */
  static Map<String, List<SweepTable.Row>> lines(SweepTable table) {
    return table.rows().stream()
        .sorted(
            Comparator.comparingDouble((SweepTable.Row row) -> row.setting().alpha())
                .thenComparingDouble(row -> row.setting().rate())
                .thenComparingInt(SweepTable.Row::trainable))
        .collect(
            Collectors.groupingBy(
                row ->
                    "alpha "
                        + SweepTable.number(row.setting().alpha())
                        + ", rate "
                        + SweepTable.number(row.setting().rate()),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private static String title(int seeds) {
    return "feature-lora on test images, "
        + (seeds == 1 ? "one seed" : "mean and standard deviation of " + seeds + " seeds");
  }

  private static void add(CategoryChart chart, String name, List<SweepTable.Row> rows) {
    List<String> ranks =
        rows.stream()
            .map(
                row ->
                    String.format(Locale.ROOT, "%,d (%d)", row.trainable(), row.setting().rank()))
            .toList();
    List<Double> means = rows.stream().map(row -> row.accuracy().mean()).toList();
    List<Double> deviations =
        rows.stream().map(row -> row.accuracy().count() < 2 ? 0 : row.accuracy().sd()).toList();
    chart.addSeries(name, ranks, means, deviations).setMarker(SeriesMarkers.CIRCLE);
  }
}
