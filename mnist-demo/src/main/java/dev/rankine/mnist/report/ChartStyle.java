package dev.rankine.mnist.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/** How all charts that are PNG files look: dark grey on white, thin lines, no frames. */
public final class ChartStyle {
  /** Of the largest number of a table, which is written on it. */
  static final Color PALE = new Color(0x8fb4f2);

  private static final Color[] COLOURS = {
    new Color(0x1f5fd0),
    new Color(0xc4480c),
    new Color(0x2b8a3e),
    new Color(0x8a3ab9),
    new Color(0x7a6a00)
  };
  private static final Color INK = new Color(0x33373d);
  private static final Color GRID = new Color(0xe3e6ea);
  private static final int SMALL = 13;
  private static final int LARGE = 16;

  private ChartStyle() {}

  /** Dresses a chart. */
  public static void dress(Styler styler) {
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setSeriesColors(COLOURS);
    styler.setChartFontColor(INK);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, LARGE));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, SMALL));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setPlotBorderVisible(false);
    styler.setChartPadding(SMALL);
    if (styler instanceof AxesChartStyler axes) {
      axes.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, SMALL));
      axes.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, SMALL));
      axes.setAxisTickLabelsColor(INK);
      axes.setAxisTickMarksColor(GRID);
      axes.setPlotGridLinesColor(GRID);
      axes.setPlotGridLinesStroke(new BasicStroke(1));
    }
  }
}
