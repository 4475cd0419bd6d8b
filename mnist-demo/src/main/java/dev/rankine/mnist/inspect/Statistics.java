package dev.rankine.mnist.inspect;

import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Tensor;
import java.util.Arrays;

/**
 * Figures of an array. Minimum, maximum, mean and standard deviation (of the elements as a whole
 * population, in two passes) are those of the finite elements, NaN where there is none.
 */
public record Statistics(
    double least,
    double most,
    double mean,
    double deviation,
    long zeros,
    long nans,
    long infinite) {
  /** Counts. */
  public static Statistics of(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    double mean = Arrays.stream(finite).average().orElse(Double.NaN);
    double squares = Arrays.stream(finite).map(x -> (x - mean) * (x - mean)).sum();
    long nans = Arrays.stream(values).filter(Double::isNaN).count();
    return new Statistics(
        Arrays.stream(finite).min().orElse(Double.NaN),
        Arrays.stream(finite).max().orElse(Double.NaN),
        mean,
        finite.length == 0 ? Double.NaN : Math.sqrt(squares / finite.length),
        Arrays.stream(values).filter(x -> x == 0).count(),
        nans,
        values.length - finite.length - nans);
  }

  /** The elements of any array. */
  static double[] values(NdArray array) {
    return switch (array) {
      case Tensor tensor -> tensor.toDoubles();
      case Indices indices -> Arrays.stream(indices.toInts()).asDoubleStream().toArray();
      case Bytes bytes -> {
        byte[] raw = bytes.toBytes();
        double[] values = new double[raw.length];
        for (int i = 0; i < raw.length; i++) {
          values[i] = raw[i] & 0xFF;
        }
        yield values;
      }
    };
  }
}
