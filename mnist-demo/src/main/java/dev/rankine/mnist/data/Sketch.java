package dev.rankine.mnist.data;

/** A digit in characters: two rows of pixels a line, darker ones denser. */
public final class Sketch {
  private static final String SHADES = " .:-=+*#%@";

  private Sketch() {}

  /** The image with this index, in 14 lines of 28 characters. */
  public static String of(DigitData.Digits digits, int index) {
    StringBuilder text = new StringBuilder();
    int from = index * DigitData.PIXELS;
    for (int y = 0; y < DigitData.SIDE; y += 2) {
      for (int x = 0; x < DigitData.SIDE; x++) {
        int pixel = from + y * DigitData.SIDE + x;
        int ink =
            (digits.images()[pixel] & 0xFF) + (digits.images()[pixel + DigitData.SIDE] & 0xFF);
        text.append(SHADES.charAt(ink * (SHADES.length() - 1) / 510));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
