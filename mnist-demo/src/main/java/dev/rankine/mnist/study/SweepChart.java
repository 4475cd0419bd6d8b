package dev.rankine.mnist.study;

import dev.rankine.engine.io.AtomicFile;
import java.awt.Color;
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
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

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
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("feature-lora: accuracy against trained parameters")
            .xAxisTitle("trained parameters")
            .yAxisTitle("test accuracy, %")
            .build();
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
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

  private static void add(XYChart chart, String name, List<SweepTable.Row> rows) {
    double[] x = rows.stream().mapToDouble(SweepTable.Row::trainable).toArray();
    double[] y = rows.stream().mapToDouble(row -> row.accuracy().mean()).toArray();
    double[] sd =
        rows.stream()
            .mapToDouble(row -> row.accuracy().count() < 2 ? 0 : row.accuracy().sd())
            .toArray();
    chart.addSeries(name, x, y, sd);
  }
}
