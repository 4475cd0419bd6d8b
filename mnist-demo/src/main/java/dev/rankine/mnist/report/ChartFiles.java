package dev.rankine.mnist.report;

import dev.rankine.engine.io.AtomicFile;
import dev.rankine.mnist.data.DigitData;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The charts of a report as PNG files, on white. Only here is AWT loaded, without a display. */
public final class ChartFiles {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 440;
  private static final int CELL = 30;
  private static final int CLASSES = DigitData.CLASSES;

  static {
    System.setProperty("java.awt.headless", "true");
  }

  private ChartFiles() {}

  /** Begins to load what draws, on a thread of its own: most of the time that the charts take. */
  public static void prepare() {
    double[] points = {0, 1};
    LineChart small = new LineChart("", "", "", List.of(new Line("x", "a", points, points, true)));
    Thread.ofPlatform()
        .daemon()
        .name("rankine-charts")
        .start(
            () -> {
              try {
                BitmapEncoder.getBufferedImage(lines(small));
              } catch (LinkageError | InternalError undrawable) {
                // write() meets it again, and its caller tells.
              }
            });
  }

  /**
   * Writes the files, each whole or not at all.
   *
   * @throws IOException if one cannot be written
   * @throws LinkageError if this Java has no AWT
   * @throws InternalError if AWT finds no font
   */
  public static void write(Findings findings, Path folder) throws IOException {
    save(lines(Curves.loss(findings)), folder, "loss");
    save(lines(Curves.accuracy(findings.receipt())), folder, "accuracy");
    save(confusion(findings), folder, "confusion");
    if (!findings.norms().isEmpty()) {
      save(norms(findings.norms()), folder, "norms");
    }
    if (!findings.filters().isEmpty()) {
      save(Sheet.ofPictures(findings.filters()), folder.resolve("filters.png"));
    }
    if (!findings.mistakes().isEmpty()) {
      save(Sheet.ofMistakes(findings.mistakes()), folder.resolve("wrong.png"));
    }
    for (List<Picture> pictures : List.of(findings.adapters(), findings.columns())) {
      for (Picture picture : pictures) {
        save(Sheet.ofPictures(List.of(picture)), folder.resolve(picture.name() + ".png"));
      }
    }
  }

  private static XYChart lines(LineChart content) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(content.title())
            .xAxisTitle(content.xName())
            .yAxisTitle(content.unit().strip())
            .build();
    ChartStyle.dress(chart.getStyler());
    chart.getStyler().setYAxisDecimalPattern(content.unit().isEmpty() ? "0.00##" : "0.00");
    for (Line line : content.lines()) {
      XYSeries series = chart.addSeries(line.name(), line.x(), finite(line.y()));
      series.setMarker(line.dots() ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }
    return chart;
  }

  /** XChart leaves out NaN, but refuses infinity. */
  private static double[] finite(double[] values) {
    return DoubleStream.of(values).map(y -> Double.isFinite(y) ? y : Double.NaN).toArray();
  }

  private static HeatMapChart confusion(Findings findings) {
    List<String> answers = IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();
    List<Number[]> counts = new ArrayList<>();
    for (int label = 0; label < CLASSES; label++) {
      for (int answer = 0; answer < CLASSES; answer++) {
        long count = findings.confusion().count(label, answer);
        counts.add(new Number[] {answer, CLASSES - 1 - label, count});
      }
    }
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(WIDTH)
            .height(WIDTH - 60)
            .title("Confusion matrix")
            .xAxisTitle("answer")
            .yAxisTitle("label")
            .build();
    ChartStyle.dress(chart.getStyler());
    chart.getStyler().setShowValue(true).setHeatMapValueDecimalPattern("#");
    chart.getStyler().setRangeColors(new Color[] {Color.WHITE, ChartStyle.PALE});
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setXAxisTickMarkSpacingHint(CELL).setYAxisTickMarkSpacingHint(CELL);
    chart.addSeries("images", answers, answers.reversed(), counts);
    return chart;
  }

  private static CategoryChart norms(List<Findings.Norms> norms) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Frobenius norms of weights and their updates")
            .build();
    ChartStyle.dress(chart.getStyler());
    List<String> layers = norms.stream().map(Findings.Norms::layer).toList();
    chart.addSeries("‖W‖", layers, norms.stream().map(Findings.Norms::weight).toList());
    chart.addSeries("‖(α/r)·BA‖", layers, norms.stream().map(Findings.Norms::update).toList());
    return chart;
  }

  private static void save(IChart chart, Path folder, String name) throws IOException {
    BufferedImage image = BitmapEncoder.getBufferedImage(chart);
    int width = image.getWidth();
    int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    save(Png.of(Png.Kind.RGB, width, image.getHeight(), rgb), folder.resolve(name + ".png"));
  }

  private static void save(byte[] png, Path file) throws IOException {
    AtomicFile.write(file, png);
  }
}
