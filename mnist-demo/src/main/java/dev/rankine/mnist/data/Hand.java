package dev.rankine.mnist.data;

import dev.rankine.engine.Philox;

/**
 * How one digit is written: an affine map into the middle of the image, an elastic bend of the
 * paper, a trembling pen that swells along the stroke, and grainy ink. Bending the points of a
 * stroke is what Simard, Steinkraus and Platt ("Best practices for convolutional neural networks
 * applied to visual document analysis", ICDAR 2003) do to the pixels of an image.
 *
 * @param affine x and y in pixels from u and v, which are −½ … ½ in the box of the digit
 * @param bend of x, then of y: amplitude in pixels, two frequencies and a phase of each wave
 * @param tremble standard deviation of the points that a stroke goes through, in boxes
 * @param pen width of the stroke in pixels, share by which it swells, frequency and phase of that
 * @param darkness of full ink, as a share of black
 * @param grain share of its darkness that a pixel may lose
 */
record Hand(
    double[] affine, double[][] bend, double tremble, double[] pen, double darkness, double grain) {
  private static final int WAVES = 2;
  private static final double MIDDLE = 13.5;
  private static final double TURN = 2 * Math.PI;

  static Hand random(Philox random) {
    double turn = 0.15 * random.nextGaussian();
    double slant = 0.22 * random.nextGaussian();
    double width = between(14, 21, random);
    double height = between(16, 21, random);
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    double[] affine = {
      width * cos, height * (slant - sin), MIDDLE + random.nextGaussian(),
      width * sin, height * cos, MIDDLE + random.nextGaussian()
    };
    double[][] bend = new double[2 * WAVES][];
    for (int wave = 0; wave < bend.length; wave++) {
      double amplitude = 0.6 * random.nextGaussian();
      bend[wave] =
          new double[] {
            amplitude, between(-7, 7, random), between(-7, 7, random), between(0, TURN, random)
          };
    }
    double[] pen = {
      between(1.6, 4, random),
      between(0, 0.4, random),
      between(3, 9, random),
      between(0, TURN, random)
    };
    return new Hand(
        affine,
        bend,
        between(0.02, 0.045, random),
        pen,
        between(0.7, 1, random),
        between(0, 0.4, random));
  }

  private static double between(double low, double high, Philox random) {
    return low + (high - low) * random.nextDouble();
  }

  /** Where the points of a stroke come to lie in the image, in pixels. */
  double[][] place(double[][] stroke, Philox random) {
    double[][] placed = new double[stroke.length][];
    for (int i = 0; i < placed.length; i++) {
      double u = stroke[i][0] - 0.5 + tremble * random.nextGaussian();
      double v = stroke[i][1] - 0.5 + tremble * random.nextGaussian();
      placed[i] =
          new double[] {
            affine[0] * u + affine[1] * v + affine[2] + bent(0, u, v),
            affine[3] * u + affine[4] * v + affine[5] + bent(WAVES, u, v)
          };
    }
    return placed;
  }

  private double bent(int first, double u, double v) {
    double sum = 0;
    for (int wave = first; wave < first + WAVES; wave++) {
      double[] b = bend[wave];
      sum += b[0] * StrictMath.sin(b[1] * u + b[2] * v + b[3]);
    }
    return sum;
  }

  /** Half the width of the stroke in pixels, after this share of its length. */
  double reach(double share) {
    return pen[0] / 2 * (1 + pen[1] * StrictMath.sin(pen[2] * share + pen[3]));
  }

  /** The byte of a pixel that the pen covers by this share. */
  byte shade(double covered, Philox random) {
    return (byte) Math.round(255 * covered * darkness * (1 - grain * random.nextDouble()));
  }
}
