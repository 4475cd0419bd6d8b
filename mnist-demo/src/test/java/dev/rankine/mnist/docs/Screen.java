package dev.rankine.mnist.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal shows after a program wrote to it: text, carriage returns, line feeds, the cursor
 * moved up and down, and 256 colours (ECMA-48).
 */
final class Screen {
  private static final Pattern ESCAPE = Pattern.compile("\u001b\\[([\\d;]*)([A-Za-z])");
  private static final double WIDE = 8.4;
  private static final double HIGH = 18;
  private static final int MARGIN = 14;
  private static final int TEXT = 250;
  private static final int NOTHING = -1;

  private record Cell(int symbol, int ink, int paper) {}

  private final List<List<Cell>> lines = new ArrayList<>(List.of(new ArrayList<>()));
  private int row;
  private int column;
  private int ink = TEXT;
  private int paper = NOTHING;

  void write(String text) {
    Matcher escape = ESCAPE.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == '\u001b' && escape.find(at) && escape.start() == at) {
        obey(escape.group(1), escape.group(2).charAt(0));
        at = escape.end();
      } else {
        put(text.codePointAt(at));
        at += Character.charCount(text.codePointAt(at));
      }
    }
  }

  private void obey(String numbers, char command) {
    switch (command) {
      case 'A' -> row = Math.max(0, row - Integer.parseInt("0" + numbers));
      case 'B' -> row += Integer.parseInt("0" + numbers);
      case 'm' -> colour(numbers.split(";"));
      default -> throw new IllegalStateException("unknown escape " + numbers + command);
    }
  }

  private void colour(String[] codes) {
    for (int i = 0; i < codes.length; i++) {
      switch (codes[i]) {
        case "38" -> ink = Integer.parseInt(codes[i += 2]);
        case "48" -> paper = Integer.parseInt(codes[i += 2]);
        default -> {
          ink = TEXT;
          paper = NOTHING;
        }
      }
    }
  }

  private void put(int symbol) {
    if (symbol == '\r') {
      column = 0;
    } else if (symbol == '\n') {
      row++;
    } else {
      while (lines.size() <= row) {
        lines.add(new ArrayList<>());
      }
      List<Cell> line = lines.get(row);
      while (line.size() <= column) {
        line.add(new Cell(' ', TEXT, NOTHING));
      }
      line.set(column++, new Cell(symbol, ink, paper));
    }
  }

  /** A picture of the screen. Blocks are drawn, so that they fit whatever the font. */
  String svg() {
    int columns = lines.stream().mapToInt(List::size).max().orElse(0);
    double width = columns * WIDE + 2 * MARGIN;
    double height = lines.size() * HIGH + 2 * MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\""
                + " font-family=\"ui-monospace,Menlo,Consolas,monospace\" font-size=\"14\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"#15181d\"/>%n",
            width,
            height,
            width));
    for (int y = 0; y < lines.size(); y++) {
      List<Cell> line = lines.get(y);
      for (int x = 0; x < line.size(); ) {
        x += isBlock(line.get(x)) ? block(svg, line, x, y) : text(svg, line, x, y);
      }
    }
    return svg.append("</svg>\n").toString();
  }

  private static boolean isBlock(Cell cell) {
    return cell.paper() != NOTHING || "█▌".indexOf(cell.symbol()) >= 0;
  }

  /** Draws equal cells as one and returns how many. */
  private static int block(StringBuilder svg, List<Cell> line, int x, int y) {
    Cell cell = line.get(x);
    int count = 1;
    while (x + count < line.size() && line.get(x + count).equals(cell)) {
      count++;
    }
    if (cell.symbol() == '▀') {
      rectangle(svg, x, y, count, 0, 0.5, cell.ink());
      rectangle(svg, x, y, count, 0.5, 0.5, cell.paper());
    } else {
      double wide = cell.symbol() == '▌' ? 0.5 : count;
      rectangle(svg, x, y, wide, 0.1, 0.8, cell.ink());
    }
    return count;
  }

  private static void rectangle(
      StringBuilder svg, int x, int y, double wide, double from, double tall, int colour) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
            MARGIN + x * WIDE,
            MARGIN + (y + from) * HIGH,
            wide * WIDE + 0.3,
            tall * HIGH + 0.3,
            rgb(colour)));
  }

  private static int text(StringBuilder svg, List<Cell> line, int x, int y) {
    StringBuilder text = new StringBuilder();
    int count = 0;
    while (x + count < line.size() && !isBlock(line.get(x + count))) {
      text.appendCodePoint(line.get(x + count).symbol());
      count++;
    }
    String shown = text.toString().stripTrailing();
    if (!shown.isBlank()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\" textLength=\"%.1f\" xml:space=\"preserve\" fill=\"%s\">"
                  + "%s</text>%n",
              MARGIN + x * WIDE,
              MARGIN + y * HIGH + 13.5,
              shown.length() * WIDE,
              rgb(TEXT),
              shown.replace("&", "&amp;").replace("<", "&lt;")));
    }
    return count;
  }

  /** The greys of the 256 colours, all that the program uses. */
  private static String rgb(int colour) {
    int grey = 8 + 10 * (colour - 232);
    return String.format("#%02x%02x%02x", grey, grey, grey);
  }
}
