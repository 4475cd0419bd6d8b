package dev.rankine.autograd.data;

import dev.rankine.engine.Philox;

/**
 * A random movement of an image: for each pixel, where in the original it is read. Several in a row
 * are one movement, so that an image is interpolated once.
 *
 * <pre>
 * Augmentation.elastic(34, 4).then(Augmentation.rotate(10)).then(Augmentation.shift(2))
 * </pre>
 */
@FunctionalInterface
public interface Augmentation {
  /**
   * Moves the points at which an image is read.
   *
   * @param random the image's own stream
   * @param y the row at which each pixel is read, (height · width), row-major; at first its own
   * @param x the column at which each pixel is read
   */
  void move(Philox random, int height, int width, double[] y, double[] x);

  /** This, then another. */
  default Augmentation then(Augmentation other) {
    return (random, height, width, y, x) -> {
      move(random, height, width, y, x);
      other.move(random, height, width, y, x);
    };
  }

  /**
   * By a uniform fraction of a pixel or more, in both directions.
   *
   * @param pixels the most, 0 or more
   * @throws IllegalArgumentException if it is negative or not finite
   */
  static Augmentation shift(double pixels) {
    double most = Elastic.notNegative("shift", pixels);
    return (random, height, width, y, x) -> {
      double down = most * symmetric(random);
      double right = most * symmetric(random);
      for (int i = 0; i < y.length; i++) {
        y[i] -= down;
        x[i] -= right;
      }
    };
  }

  /**
   * About the centre, by a uniform angle.
   *
   * @param degrees the most, either way
   * @throws IllegalArgumentException if it is negative or not finite
   */
  static Augmentation rotate(double degrees) {
    double most = Elastic.notNegative("rotate", degrees);
    return (random, height, width, y, x) -> {
      double angle = StrictMath.toRadians(most * symmetric(random));
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      double middleY = (height - 1) / 2.0;
      double middleX = (width - 1) / 2.0;
      for (int i = 0; i < y.length; i++) {
        double dy = y[i] - middleY;
        double dx = x[i] - middleX;
        y[i] = middleY + cos * dy + sin * dx;
        x[i] = middleX - sin * dy + cos * dx;
      }
    };
  }

  /**
   * Elastic distortion (Simard, Steinkraus and Platt, "Best practices for convolutional neural
   * networks applied to visual document analysis", ICDAR 2003): each pixel moves by α times a
   * uniform random field in −1 … 1 that is smoothed by a Gaussian of standard deviation σ. For
   * digits, the paper found σ = 4 and α = 34 best. It comes first where there are several.
   *
   * @throws IllegalArgumentException if α is negative, or σ not positive, or one is not finite
   */
  static Augmentation elastic(double alpha, double sigma) {
    return new Elastic(alpha, sigma);
  }

  /** A uniform number in −1 … 1. */
  private static double symmetric(Philox random) {
    return 2 * random.nextDouble() - 1;
  }
}
