package dev.rankine.lessons;

import java.util.ArrayList;
import java.util.List;

/** Numbers in cells. */
final class Diagrams {
  private static final int CELL = 34;

  private Diagrams() {}

  private static void cell(Svg svg, double x, double y, double size, String style, String text) {
    svg.bar(x, y, size, size, style);
    svg.text(x + size / 2, y + size / 2 + 4, "middle", text);
  }

  private static String label(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  /** A matrix (2, 3), and below it its memory; the second row is marked in both. */
  static String rowMajor(List<List<String>> shown) {
    double[] all = Numbers.of(shown.get(0).getFirst());
    int rows = (int) all[0];
    int columns = (int) all[1];
    Svg svg = new Svg(420, 190);
    svg.text(10, 20, "start", "faint", "x (2, 3): row r, column c");
    for (int i = 0; i < rows * columns; i++) {
      int row = i / columns;
      String style = row == 1 ? "mark" : "box";
      cell(svg, 10 + i % columns * CELL, 30 + row * CELL, CELL, style, label(all[i + 2]));
      cell(svg, 10 + i * CELL, 132, CELL, style, label(all[i + 2]));
      svg.text(10 + i * CELL + CELL / 2.0, 182, "middle", "faint", String.valueOf(i));
    }
    svg.text(10, 124, "start", "faint", "in memory: element r·3 + c; slice(1, 2) is marked");
    return svg.toString();
  }

  /** What two loops left: the lanes of a vector, and the tail. */
  static String lanes(List<List<String>> shown) {
    double[] vectors = Numbers.of(shown.get(0).get(0));
    double[] done = Numbers.of(shown.get(0).get(1));
    Svg svg = new Svg(470, 150);
    svg.text(10, 20, "start", "faint", "y after the vectors: one of 8 lanes, then nothing");
    svg.text(10, 90, "start", "faint", "y after the tail: three by themselves");
    for (int i = 0; i < done.length; i++) {
      boolean inVector = vectors[i] == done[i];
      cell(svg, 10 + i * 40, 30, 36, inVector ? "mark" : "box", label(vectors[i]));
      cell(svg, 10 + i * 40, 100, 36, inVector ? "box" : "mark", label(done[i]));
    }
    return svg.toString();
  }

  /** The image, its matrix of columns and the result; one window and its column are marked. */
  static String im2col(List<List<String>> shown) {
    int marked = 5;
    Svg svg = new Svg(700, 330);
    List<String> image = shown.get(0);
    List<String> matrix = shown.get(1);
    List<String> result = shown.get(2);
    svg.text(10, 20, "start", "faint", "image");
    svg.text(10, 190, "start", "faint", "output");
    svg.text(170, 20, "start", "faint", "im2col: a row a tap, a column an output");
    for (int y = 0; y < 4; y++) {
      double[] pixels = Numbers.of(image.get(y));
      double[] outputs = Numbers.of(result.get(y));
      for (int x = 0; x < 4; x++) {
        boolean window = x < 3 && y < 3;
        cell(svg, 10 + 32 * x, 30 + 32 * y, 32, window ? "mark" : "box", label(pixels[x]));
        boolean out = 4 * y + x == marked;
        cell(svg, 10 + 32 * x, 200 + 32 * y, 32, out ? "mark" : "box", label(outputs[x]));
      }
    }
    for (int tap = 0; tap < matrix.size(); tap++) {
      double[] row = Numbers.of(matrix.get(tap));
      for (int i = 0; i < row.length; i++) {
        String style = i == marked ? "mark" : "box";
        cell(svg, 170 + 32 * i, 30 + 32 * tap, 32, style, label(row[i]));
      }
    }
    return svg.toString();
  }

  /** A picture of characters: the darker the character, the darker the cell. */
  static String map(List<String> shown, String dark) {
    List<String> rows = new ArrayList<>();
    int width = 0;
    for (String line : shown) {
      if (line.matches("[ .:*#]+\\|?")) {
        rows.add(line.replace("|", ""));
        width = Math.max(width, line.length());
      }
    }
    int wide = 9;
    int high = dark.isEmpty() ? 9 : 18;
    Svg svg = new Svg(20 + wide * width, 20 + high * rows.size());
    for (int y = 0; y < rows.size(); y++) {
      for (int x = 0; x < rows.get(y).length(); x++) {
        int shade = " .:*#".indexOf(rows.get(y).charAt(x));
        if (shade > 0) {
          String style = dark.isEmpty() ? "shade" + shade : shade == 4 ? "mark" : "box";
          svg.bar(10 + wide * x, 10 + high * y, wide, high, style);
        }
      }
    }
    return svg.toString();
  }
}
