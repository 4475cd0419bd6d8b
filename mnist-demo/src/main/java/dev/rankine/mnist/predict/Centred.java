package dev.rankine.mnist.predict;

import static dev.rankine.mnist.data.DigitData.PIXELS;
import static dev.rankine.mnist.data.DigitData.SIDE;

import java.util.Arrays;
import java.util.Optional;

/**
 * A digit as MNIST has them: scaled to fit a box of 20×20 pixels with its proportions kept,
 * anti-aliased, its centre of mass in the middle of 28×28 (Y. LeCun, C. Cortes and C. Burges, "The
 * MNIST database of handwritten digits").
 *
 * <p>Ink is what differs from the picture's border, dark on light or light on dark. Each of the
 * 28×28 pixels is the mean of the part of the picture that it covers, so one pass scales, shifts
 * and smooths.
 */
public final class Centred {
  private static final int BOX = 20;

  /** Less than this part of the darkest ink is paper: JPEG's noise, a shadow. */
  private static final float PAPER = 0.12f;

  /** More than this part of the darkest ink belongs to the digit's box. */
  private static final float EDGE = 0.3f;

  /** The least difference of brightness that can be ink. */
  private static final float FAINTEST = 0.08f;

  private final int width;
  private final int height;
  private final float[] ink;

  private Centred(int width, int height, float[] ink) {
    this.width = width;
    this.height = height;
    this.ink = ink;
  }

  /**
   * The digit as 784 unsigned bytes, row-major, 255 is ink.
   *
   * @throws IllegalArgumentException if nothing in the picture differs from its border
   */
  public static byte[] of(GreyImage image) {
    return ink(over(image, 1), image)
        .or(() -> ink(over(image, 0), image))
        .map(ink -> new Centred(image.width(), image.height(), ink).pixels())
        .orElseThrow(
            () ->
                new IllegalArgumentException("there is nothing in the picture but its background"));
  }

  /** The brightness with clear parts over a background. */
  private static float[] over(GreyImage image, float background) {
    float[] light = image.light().clone();
    for (int i = 0; i < light.length; i++) {
      light[i] += image.clear()[i] * (background - light[i]);
    }
    return light;
  }

  /** How far each pixel is from the border's median, 0 to 1; nothing if none is far enough. */
  private static Optional<float[]> ink(float[] light, GreyImage image) {
    float paper = border(light, image.width(), image.height());
    double darker = 0;
    double lighter = 0;
    for (float value : light) {
      darker += Math.max(0, paper - value - FAINTEST);
      lighter += Math.max(0, value - paper - FAINTEST);
    }
    float sign = lighter > darker ? 1 : -1;
    float[] ink = new float[light.length];
    float most = 0;
    for (int i = 0; i < ink.length; i++) {
      ink[i] = Math.max(0, sign * (light[i] - paper));
      most = Math.max(most, ink[i]);
    }
    if (most < FAINTEST) {
      return Optional.empty();
    }
    for (int i = 0; i < ink.length; i++) {
      ink[i] = Math.max(0, (ink[i] / most - PAPER) / (1 - PAPER));
    }
    return Optional.of(ink);
  }

  private static float border(float[] light, int width, int height) {
    float[] edge = new float[2 * (width + height)];
    int at = 0;
    for (int x = 0; x < width; x++) {
      edge[at++] = light[x];
      edge[at++] = light[(height - 1) * width + x];
    }
    for (int y = 0; y < height; y++) {
      edge[at++] = light[y * width];
      edge[at++] = light[y * width + width - 1];
    }
    Arrays.sort(edge);
    return edge[edge.length / 2];
  }

  private byte[] pixels() {
    int left = width;
    int right = -1;
    int top = height;
    int bottom = -1;
    double sum = 0;
    double across = 0;
    double down = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float value = ink[y * width + x];
        sum += value;
        across += value * (x + 0.5);
        down += value * (y + 0.5);
        if (value > EDGE) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    double pixel = Math.max(right - left + 1, bottom - top + 1) / (double) BOX;
    double x0 = across / sum - pixel * SIDE / 2;
    double y0 = down / sum - pixel * SIDE / 2;
    double[] means = new double[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      means[i] = mean(x0 + i % SIDE * pixel, y0 + i / SIDE * pixel, pixel);
    }
    return bytes(means);
  }

  /** The mean ink of a square of the picture; there is none outside. */
  private double mean(double x0, double y0, double side) {
    double sum = 0;
    int bottom = (int) Math.min(height, Math.ceil(y0 + side));
    int right = (int) Math.min(width, Math.ceil(x0 + side));
    for (int y = (int) Math.max(0, Math.floor(y0)); y < bottom; y++) {
      double tall = Math.min(y + 1, y0 + side) - Math.max(y, y0);
      for (int x = (int) Math.max(0, Math.floor(x0)); x < right; x++) {
        double wide = Math.min(x + 1, x0 + side) - Math.max(x, x0);
        sum += tall * wide * ink[y * width + x];
      }
    }
    return sum / (side * side);
  }

  /** The darkest is 255, so that a fine pen counts as a thick one. */
  private static byte[] bytes(double[] means) {
    double most = Arrays.stream(means).max().orElse(0);
    byte[] bytes = new byte[means.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * means[i] / most);
    }
    return bytes;
  }
}
