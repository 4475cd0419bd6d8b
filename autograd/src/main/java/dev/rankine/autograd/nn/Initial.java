package dev.rankine.autograd.nn;

import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;

/** How a parameter starts. Values are drawn in row-major order. */
@FunctionalInterface
public interface Initial {
  /** {@code shape.size()} values. */
  float[] draw(Shape shape, Philox random);

  /** All +0; draws nothing. */
  static Initial zeros() {
    return (shape, random) -> new float[shape.size()];
  }

  /** U(−1/√fanIn, 1/√fanIn), PyTorch's default for weights and biases alike. */
  static Initial uniform(int fanIn) {
    if (fanIn < 1) {
      throw new IllegalArgumentException("fan-in " + fanIn + ": at least 1 input is needed");
    }
    float bound = (float) (1 / Math.sqrt(fanIn));
    return (shape, random) -> {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (2 * random.nextFloat() - 1) * bound;
      }
      return values;
    };
  }

  /** N(0, deviation²). */
  static Initial normal(double deviation) {
    return (shape, random) -> {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
      return values;
    };
  }
}
