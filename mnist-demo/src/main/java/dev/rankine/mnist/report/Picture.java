package dev.rankine.mnist.report;

/**
 * A matrix to look at, zero being nothing, positive and negative values two colours.
 *
 * @param name for a file, such as {@code fc1-A}
 * @param title for people
 * @param values (rows, columns), row-major
 */
public record Picture(String name, String title, int rows, int columns, float[] values) {
  private static final int[] POSITIVE = {226, 100, 28};
  private static final int[] NEGATIVE = {52, 114, 232};

  /** The largest absolute value among the finite ones. */
  public float largest() {
    float largest = 0;
    for (float value : values) {
      largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    return largest;
  }

  /** The colours over nothing, so that the page's own background is zero: 4 bytes a cell, RGBA. */
  byte[] overNothing() {
    float largest = largest();
    byte[] rgba = new byte[4 * values.length];
    for (int i = 0; i < values.length; i++) {
      int[] colour = values[i] < 0 ? NEGATIVE : POSITIVE;
      for (int c = 0; c < 3; c++) {
        rgba[4 * i + c] = (byte) colour[c];
      }
      rgba[4 * i + 3] = (byte) Math.round(255 * share(values[i], largest));
    }
    return rgba;
  }

  /** The colours over white, each cell a square: 3 bytes a pixel, RGB. */
  byte[] overWhite(int side) {
    float largest = largest();
    byte[] rgb = new byte[3 * values.length * side * side];
    int at = 0;
    for (int y = 0; y < rows * side; y++) {
      for (int x = 0; x < columns * side; x++) {
        float value = values[y / side * columns + x / side];
        int[] colour = value < 0 ? NEGATIVE : POSITIVE;
        for (int c = 0; c < 3; c++) {
          rgb[at++] = (byte) Math.round(255 + share(value, largest) * (colour[c] - 255));
        }
      }
    }
    return rgb;
  }

  private static float share(float value, float largest) {
    return largest == 0 || !Float.isFinite(value) ? 0 : Math.abs(value) / largest;
  }
}
