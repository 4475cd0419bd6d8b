package dev.rankine.mnist.predict;

import static dev.rankine.mnist.data.DigitData.SIDE;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Images and bars made of characters. */
public enum Sight {
  /** Half blocks in 256 colours, two pixels a character. */
  COLOURS("█", "▌"),
  /** Shades, two pixels a character. */
  SHADES("█", "▌"),
  /** For terminals that know only ASCII. */
  ASCII("#", "");

  private static final String LEVELS = " ░▒▓█";
  private static final String ASCII_LEVELS = " .:-=+*#%@";
  private static final int BAR = 16;
  private static final int FIRST_GREY = 232;
  private static final int GREYS = 24;

  private final String whole;
  private final String half;

  Sight(String whole, String half) {
    this.whole = whole;
    this.half = half;
  }

  /**
   * The richest that an output shows.
   *
   * @param terminal whether it is a terminal that wants colours
   */
  public static Sight of(Charset charset, boolean terminal) {
    if (!charset.newEncoder().canEncode("█▌░▒▓▀")) {
      return ASCII;
    }
    return terminal ? COLOURS : SHADES;
  }

  /**
   * An image in 14 lines of 28 characters.
   *
   * @param pixels 784 unsigned bytes, row-major
   */
  public List<String> image(byte[] pixels) {
    List<String> lines = new ArrayList<>();
    for (int y = 0; y < SIDE; y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < SIDE; x++) {
        line.append(cell(pixels[y * SIDE + x] & 0xFF, pixels[(y + 1) * SIDE + x] & 0xFF));
      }
      lines.add(this == COLOURS ? line + "\u001b[0m" : line.toString());
    }
    return lines;
  }

  private String cell(int upper, int lower) {
    if (this == COLOURS) {
      return "\u001b[38;5;" + grey(upper) + ";48;5;" + grey(lower) + "m▀";
    }
    String levels = this == ASCII ? ASCII_LEVELS : LEVELS;
    int level = (upper + lower) * levels.length() / (2 * 256);
    return levels.substring(level, level + 1);
  }

  private static int grey(int value) {
    return FIRST_GREY + value * (GREYS - 1) / 255;
  }

  /** A probability as a bar and in percent; always as wide. */
  public String bar(double probability) {
    int halves = (int) Math.round(probability * 2 * BAR);
    String bar = whole.repeat(halves / 2) + (halves % 2 == 1 ? half : "");
    return bar
        + " ".repeat(BAR - bar.length())
        + String.format(Locale.ROOT, " %5.1f %%", 100 * probability);
  }
}
