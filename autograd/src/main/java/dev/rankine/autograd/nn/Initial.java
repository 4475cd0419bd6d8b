package dev.rankine.autograd.nn;

import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import java.util.Arrays;

/** How a parameter starts. Values are drawn in row-major order. */
@FunctionalInterface
public interface Initial {
  /** {@code shape.size()} values. */
  float[] draw(Shape shape, Philox random);

  /** All +0; draws nothing. */
  static Initial zeros() {
    return (shape, random) -> new float[shape.size()];
  }

  /** The same number everywhere; draws nothing. */
  static Initial constant(double value) {
    return (shape, random) -> {
      float[] values = new float[shape.size()];
      Arrays.fill(values, (float) value);
      return values;
    };
  }

  /** U(−1/√fanIn, 1/√fanIn), PyTorch's default for weights and biases alike. */
  static Initial uniform(int fanIn) {
    return within(1 / Math.sqrt(requireFan(fanIn)));
  }

  /** U(−√(6/fanIn), √(6/fanIn)), variance 2/fanIn, for layers before ReLU (He and others 2015). */
  static Initial kaimingUniform(int fanIn) {
    return within(Math.sqrt(6.0 / requireFan(fanIn)));
  }

  /** N(0, 2/fanIn), for layers before ReLU (He and others 2015). */
  static Initial kaimingNormal(int fanIn) {
    return normal(Math.sqrt(2.0 / requireFan(fanIn)));
  }

  /** U(−√(6/(in + out)), √(6/(in + out))), variance 2/(in + out) (Glorot and Bengio 2010). */
  static Initial xavierUniform(int fanIn, int fanOut) {
    return within(Math.sqrt(6.0 / ((double) requireFan(fanIn) + requireFan(fanOut))));
  }

  /** N(0, 2/(in + out)) (Glorot and Bengio 2010). */
  static Initial xavierNormal(int fanIn, int fanOut) {
    return normal(Math.sqrt(2.0 / ((double) requireFan(fanIn) + requireFan(fanOut))));
  }

  /**
   * gain·Q with orthonormal rows or columns, whichever are fewer, of the weight as a matrix (first
   * extent, all others): uniform among all such Q (Saxe, McClelland and Ganguli 2014; Mezzadri
   * 2007).
   */
  static Initial orthogonal(double gain) {
    return (shape, random) -> Orthogonal.draw(shape, gain, random);
  }

  private static int requireFan(int fan) {
    if (fan < 1) {
      throw new IllegalArgumentException("fan " + fan + ": at least 1 input or output is needed");
    }
    return fan;
  }

  private static Initial within(double limit) {
    float bound = (float) limit;
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
