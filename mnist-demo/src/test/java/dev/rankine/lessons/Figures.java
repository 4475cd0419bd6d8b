package dev.rankine.lessons;

import static dev.rankine.lessons.Numbers.column;
import static dev.rankine.lessons.Numbers.last;
import static dev.rankine.lessons.Numbers.matching;
import static dev.rankine.lessons.Numbers.of;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The lessons' figures, each drawn from the output that stands on its page. */
final class Figures {
  /** A file, and what draws it. */
  record Figure(Path file, Lesson lesson, Function<List<List<String>>, String> drawing) {
    String draw() {
      return drawing.apply(lesson.shown());
    }
  }

  private Figures() {}

  static List<Figure> all() throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (Lesson lesson : Lesson.all()) {
      switch (lesson.number()) {
        case "01" -> figures.add(figure(lesson, "row-major", Diagrams::rowMajor));
        case "02" -> figures.add(figure(lesson, "ladder", Figures::ladder));
        case "03" -> figures.add(figure(lesson, "lanes", Diagrams::lanes));
        case "04" -> figures.add(figure(lesson, "im2col", Diagrams::im2col));
        case "05" -> figures.add(figure(lesson, "slopes", Figures::slopes));
        case "07" -> figures.add(figure(lesson, "step-width", Figures::stepWidth));
        case "08" -> {
          figures.add(figure(lesson, "losses", Figures::losses));
          figures.add(figure(lesson, "spirals", shown -> Diagrams.map(shown.get(1), "#")));
        }
        case "09" -> figures.add(figure(lesson, "digit", shown -> Diagrams.map(shown.get(0), "")));
        case "10" -> {
          figures.add(figure(lesson, "spectrum", Figures::spectrum));
          figures.add(figure(lesson, "ranks", Figures::ranks));
        }
        case "11" -> figures.add(figure(lesson, "brightness", Figures::brightness));
        case "12" -> figures.add(figure(lesson, "sums", Figures::sums));
        default -> {}
      }
    }
    return figures;
  }

  private static Figure figure(
      Lesson lesson, String name, Function<List<List<String>>, String> drawing) {
    Path folder = lesson.program().resolveSibling("figures");
    return new Figure(folder.resolve(name + ".svg"), lesson, drawing);
  }

  private static String ladder(List<List<String>> shown) {
    List<String> names = shown.get(0).stream().map(line -> line.split(" ")[0]).toList();
    return Charts.bars("GFLOP/s, measured", names, last(shown.get(0)), 0);
  }

  private static String slopes(List<List<String>> shown) {
    double[] at = column(shown.get(0), 0);
    double[] loss = column(shown.get(0), 1);
    double[] slope = column(shown.get(0), 2);
    Charts.Plot plot = new Charts.Plot("loss L(w) and its slopes, over w", 0, 3, 0, 60);
    // Three points settle a parabola: here the first, the last and the slope of the first.
    double bend = (loss[4] - loss[0] - slope[0] * (at[4] - at[0])) / Math.pow(at[4] - at[0], 2);
    double[] w = IntStream.rangeClosed(0, 60).mapToDouble(i -> i * 0.05).toArray();
    plot.curve(
        w, Arrays.stream(w).map(v -> loss[0] + slope[0] * v + bend * v * v).toArray(), "a", "L");
    for (int i = 1; i < at.length; i++) {
      double from = at[i] - 0.3;
      double to = Math.min(3, at[i] + 0.3);
      double low = loss[i] + slope[i] * (from - at[i]);
      double high = loss[i] + slope[i] * (to - at[i]);
      plot.curve(new double[] {from, to}, new double[] {low, high}, "b", "");
    }
    return plot.ticks(new double[] {0, 1, 1.5, 2, 3}, new double[] {0, 20, 40, 60}).toString();
  }

  private static String stepWidth(List<List<String>> shown) {
    double[] h = logs(column(shown.get(2), 0));
    double[] error = logs(column(shown.get(2), 1));
    Charts.Plot plot =
        new Charts.Plot("error of a central difference over h, powers of 10", -13, -1, -12, 0);
    plot.curve(h, error, "a", "");
    return plot.ticks(new double[] {-13, -9, -5, -1}, new double[] {-12, -8, -4, 0}).toString();
  }

  private static String losses(List<List<String>> shown) {
    Charts.Plot plot = new Charts.Plot("loss over steps, powers of 10", 0, 400, -4.5, 0);
    String[] colours = {"c", "b", "a"};
    for (int i = 0; i < colours.length; i++) {
      String line = shown.get(0).get(i);
      double[] loss = logs(of(line));
      double[] step = IntStream.range(0, loss.length).mapToDouble(j -> 50 * j).toArray();
      plot.curve(step, loss, colours[i], line.split(" ")[0]);
    }
    return plot.ticks(new double[] {0, 100, 200, 300, 400}, new double[] {-4, -3, -2, -1, 0})
        .toString();
  }

  private static double[] logs(double[] values) {
    return Arrays.stream(values).map(Math::log10).toArray();
  }

  private static String spectrum(List<List<String>> shown) {
    List<String> lines = shown.get(1);
    double[] index = places(lines);
    Charts.Plot plot =
        new Charts.Plot("singular values of ΔW (blue) and their energy (orange)", 1, 64, 0, 1);
    double[] values = column(lines, 0);
    plot.curve(index, Arrays.stream(values).map(v -> v / values[0]).toArray(), "a", "");
    plot.curve(index, Arrays.stream(column(lines, 1)).map(v -> v / 100).toArray(), "b", "");
    return plot.ticks(new double[] {1, 8, 16, 32, 64}, new double[] {0, 0.5, 1}).toString();
  }

  /** The i of lines that begin with {@code s}i. */
  private static double[] places(List<String> lines) {
    return column(lines.stream().map(line -> line.substring(1)).toList(), 0);
  }

  private static String ranks(List<List<String>> shown) {
    double full = of(shown.get(0).getFirst())[1];
    String title = "accuracy in % over rank: LoRA (blue), ΔW cut (violet), in full (the top tick)";
    Charts.Plot plot = new Charts.Plot(title, 0, 16, 0, 100);
    List<String> cut = matching(shown.get(1), "s([1-8]|16) .*");
    plot.curve(places(cut), column(cut, 2), "c", "");
    double[] accuracy = column(shown.get(2), 3);
    plot.curve(column(shown.get(2), 0), accuracy, "a", "");
    return plot.ticks(new double[] {0, 1, 2, 4, 8, 16}, new double[] {0, 25, 50, full}).toString();
  }

  private static String brightness(List<List<String>> shown) {
    List<String> base = matching(shown.get(0), "seed .*");
    List<String> rest = matching(shown.get(0), "LoRA .*");
    List<String> names = List.of("base", "LoRA", "+ brightness", "column erased");
    double[] means = {
      mean(column(base, 1)), mean(column(rest, 0)), mean(column(rest, 1)), mean(column(rest, 3))
    };
    return Charts.bars("accuracy in %, mean of three seeds", names, means, 2);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static String sums(List<List<String>> shown) {
    List<String> names = shown.get(1).stream().map(line -> line.replaceAll(",.*", "")).toList();
    double[] sums = column(shown.get(1), 1);
    double least = Arrays.stream(sums).min().orElseThrow() - 1e-4;
    double[] above = Arrays.stream(sums).map(sum -> sum - least).toArray();
    return Charts.bars("the same numbers summed: above " + (float) least, names, above, 5);
  }
}
