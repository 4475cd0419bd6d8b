package dev.rankine.mnist.data;

/**
 * Images of digits with their labels.
 *
 * @param name {@code mnist}, {@code drawn-digits} or {@code custom}
 */
public record DigitData(String name, Digits train, Digits test) {
  /** Side of an image in pixels. */
  public static final int SIDE = 28;

  /** Pixels of an image. */
  public static final int PIXELS = SIDE * SIDE;

  /** Number of classes. */
  public static final int CLASSES = 10;

  /**
   * One part of a data set.
   *
   * @param images unsigned bytes, 784 an image, row-major, 255 is ink
   * @param labels 0 to 9
   */
  public record Digits(byte[] images, int[] labels) {
    /** Number of images. */
    public int count() {
      return labels.length;
    }
  }
}
