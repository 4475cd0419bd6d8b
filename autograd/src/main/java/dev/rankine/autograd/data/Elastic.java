package dev.rankine.autograd.data;

import dev.rankine.engine.Philox;

/** See {@link Augmentation#elastic}. */
final class Elastic implements Augmentation {
  private static final double LARGEST_SIGMA = 1_000;

  private final double alpha;

  /** The Gaussian at 0, 1, … 3σ, its two sides together 1. */
  private final double[] weights;

  Elastic(double alpha, double sigma) {
    this.alpha = notNegative("elastic alpha", alpha);
    if (!(sigma > 0 && sigma <= LARGEST_SIGMA)) {
      throw new IllegalArgumentException(
          "elastic sigma " + sigma + ": choose a number of pixels above 0 and up to 1000");
    }
    this.weights = new double[(int) StrictMath.ceil(3 * sigma) + 1];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = StrictMath.exp(-0.5 * (i / sigma) * (i / sigma));
      sum += i == 0 ? weights[i] : 2 * weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
  }

  static double notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " " + value + ": choose a finite number from 0 up");
    }
    return value;
  }

  @Override
  public void move(Philox random, int height, int width, double[] y, double[] x) {
    for (double[] points : new double[][] {y, x}) {
      double[] field = new double[height * width];
      for (int i = 0; i < field.length; i++) {
        field[i] = 2 * random.nextDouble() - 1;
      }
      double[] smooth = smoothed(smoothed(field, height, width, width, 1), width, height, 1, width);
      for (int i = 0; i < points.length; i++) {
        points[i] += alpha * smooth[i];
      }
    }
  }

  /** Along one axis: lines at a stride, steps within a line at another; 0 outside. */
  private double[] smoothed(double[] in, int lines, int length, int line, int step) {
    double[] out = new double[in.length];
    for (int l = 0; l < lines; l++) {
      for (int i = 0; i < length; i++) {
        int from = Math.max(0, i - weights.length + 1);
        int to = Math.min(length - 1, i + weights.length - 1);
        double sum = 0;
        for (int j = from; j <= to; j++) {
          sum += weights[Math.abs(i - j)] * in[l * line + j * step];
        }
        out[l * line + i * step] = sum;
      }
    }
    return out;
  }
}
