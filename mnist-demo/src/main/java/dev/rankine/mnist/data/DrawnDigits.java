package dev.rankine.mnist.data;

import static dev.rankine.mnist.data.DigitData.SIDE;

import dev.rankine.engine.Philox;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Digits that the program draws itself, so that it runs where MNIST cannot be had: strokes through
 * a few points, smoothed, each written by a random {@link Hand}. Every image has a random stream of
 * its own, so they can be drawn in any order with the same result. How much the hands vary is
 * chosen so that the digits are about as hard as MNIST's.
 */
public final class DrawnDigits {
  private static final int TRAIN = 60_000;
  private static final int TEST = 10_000;
  private static final long SEED = 28;
  private static final int SMOOTHNESS = 5;

  /** Styles of each digit; strokes are apart by '|', points are x,y in hundredths of the box. */
  private static final String[][] STYLES = {
    {
      "50,10 25,25 20,50 27,78 50,90 75,76 80,50 73,22 50,10",
      "58,12 32,20 20,48 30,82 52,90 74,70 76,40 58,12 44,16"
    },
    {"36,26 52,10|52,10 50,90", "50,10 50,90", "36,28 52,10|52,10 50,90|32,90 68,90"},
    {
      "25,28 40,12 62,12 75,30 60,55 38,75 22,90|22,90 80,88",
      "24,30 38,11 64,13 74,32 58,58 30,82 24,88 32,80 50,84 80,90"
    },
    {
      "25,18 50,10 72,22 66,42 45,48|45,48 72,55 78,75 55,90 24,82",
      "26,12 74,12|74,12 46,44|46,44 74,54 76,76 54,90 26,84"
    },
    {"55,10 20,60|20,60 82,58|65,35 62,92", "25,12 22,50|22,50 78,48|74,10 70,92"},
    {
      "75,10 30,12|30,12 27,45|27,45 55,40 77,58 70,82 45,92 22,82",
      "72,12 34,12 28,44 56,40 76,60 66,86 40,92 24,84"
    },
    {
      "68,10 40,30 25,60 35,87 60,90 75,72 62,54 40,58 27,70",
      "56,10 34,40 26,70 44,91 68,84 72,64 54,54 32,66"
    },
    {
      "20,12 78,12|78,12 55,50 42,92",
      "20,14 78,12|78,12 56,50 44,92|36,50 68,48",
      "22,24 22,12|22,12 78,12|78,12 50,92"
    },
    {
      "50,48 28,32 35,13 60,10 72,25 50,48 25,68 32,88 60,91 77,74 50,48",
      "68,18 46,10 30,26 50,46 72,64 66,86 40,90 26,72 46,50 70,30 68,18"
    },
    {
      "72,30 50,46 28,34 35,14 58,10 73,28 70,60 58,92",
      "70,28 48,44 28,32 38,12 62,12 72,28|72,28 72,90"
    }
  };

  /** Digit, style, stroke, point, and its x and y in boxes. */
  private static final double[][][][][] STROKES = new double[DigitData.CLASSES][][][][];

  static {
    for (int digit = 0; digit < STROKES.length; digit++) {
      STROKES[digit] =
          Stream.of(STYLES[digit]).map(DrawnDigits::strokes).toArray(double[][][][]::new);
    }
  }

  private DrawnDigits() {}

  private static double[][][] strokes(String style) {
    return Stream.of(style.split("\\|"))
        .map(stroke -> Stream.of(stroke.split(" ")).map(DrawnDigits::point))
        .map(points -> points.toArray(double[][]::new))
        .toArray(double[][][]::new);
  }

  private static double[] point(String text) {
    return Stream.of(text.split(","))
        .mapToDouble(number -> Integer.parseInt(number) * 0.01)
        .toArray();
  }

  /** 60,000 and 10,000 digits, always the same. */
  public static DigitData draw() {
    return draw(TRAIN, TEST);
  }

  /** As many digits as asked for; the first ones are those of a larger set. */
  public static DigitData draw(int train, int test) {
    return new DigitData("drawn-digits", part(0, train), part(1L << 32, test));
  }

  private static DigitData.Digits part(long firstStream, int count) {
    byte[] images = new byte[count * DigitData.PIXELS];
    int[] labels = new int[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              Philox random = new Philox(SEED, firstStream + i);
              labels[i] = random.nextInt(DigitData.CLASSES);
              drawOne(labels[i], random, images, i * DigitData.PIXELS);
            });
    return new DigitData.Digits(images, labels);
  }

  private static void drawOne(int digit, Philox random, byte[] images, int at) {
    Hand hand = Hand.random(random);
    double[] covered = new double[DigitData.PIXELS];
    for (double[][] stroke : STROKES[digit][random.nextInt(STROKES[digit].length)]) {
      double[][] path = smooth(hand.place(stroke, random));
      for (int i = 0; i + 1 < path.length; i++) {
        ink(path[i], path[i + 1], hand.reach((double) i / path.length), covered);
      }
    }
    for (int i = 0; i < covered.length; i++) {
      if (covered[i] > 0) {
        images[at + i] = hand.shade(covered[i], random);
      }
    }
  }

  /** A Catmull-Rom curve through the points. */
  private static double[][] smooth(double[][] p) {
    int last = p.length - 1;
    double[][] path = new double[last * SMOOTHNESS + 1][2];
    for (int i = 0; i < path.length; i++) {
      int k = Math.min(i / SMOOTHNESS, last - 1);
      double t = (double) (i - k * SMOOTHNESS) / SMOOTHNESS;
      for (int axis = 0; axis < 2; axis++) {
        double p0 = p[Math.max(0, k - 1)][axis];
        double p1 = p[k][axis];
        double p2 = p[k + 1][axis];
        double p3 = p[Math.min(last, k + 2)][axis];
        path[i][axis] =
            0.5
                * (2 * p1
                    + (p2 - p0) * t
                    + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t
                    + (3 * p1 - p0 - 3 * p2 + p3) * t * t * t);
      }
    }
    return path;
  }

  /** Raises the share by which a segment covers each pixel near it. */
  private static void ink(double[] from, double[] to, double reach, double[] covered) {
    double margin = reach + 1;
    int top = (int) Math.max(0, Math.min(from[1], to[1]) - margin);
    int bottom = (int) Math.min(SIDE - 1, Math.max(from[1], to[1]) + margin);
    int left = (int) Math.max(0, Math.min(from[0], to[0]) - margin);
    int right = (int) Math.min(SIDE - 1, Math.max(from[0], to[0]) + margin);
    double dx = to[0] - from[0];
    double dy = to[1] - from[1];
    double perLength = 1 / Math.max(1e-9, dx * dx + dy * dy);
    double edge = reach + 0.5;
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double t = ((x - from[0]) * dx + (y - from[1]) * dy) * perLength;
        double on = t < 0 ? 0 : t > 1 ? 1 : t;
        double ex = x - from[0] - on * dx;
        double ey = y - from[1] - on * dy;
        double squared = ex * ex + ey * ey;
        int pixel = y * SIDE + x;
        if (squared < edge * edge) {
          covered[pixel] = Math.max(covered[pixel], Math.min(1, edge - Math.sqrt(squared)));
        }
      }
    }
  }
}
