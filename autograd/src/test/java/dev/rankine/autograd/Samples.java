package dev.rankine.autograd;

import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;

/** Random inputs on the reference backend, from one seed. */
public final class Samples {
  /** How far inputs stay from a kink or a tie: well above the step of a gradient check. */
  public static final double MARGIN = 1e-3;

  private final Philox random;

  public Samples(long seed) {
    this.random = new Philox(seed, 7);
  }

  /** Standard normal values. */
  public Tensor normal(int... dims) {
    return normal(Shape.of(dims));
  }

  /** Standard normal values. */
  public Tensor normal(Shape shape) {
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> random.nextGaussian());
    return Tensor.of(GradientCheck.backend(), shape, values);
  }

  /** Values of both signs whose magnitude is at least {@link #MARGIN}. */
  public Tensor awayFromZero(Shape shape) {
    double[] values = normal(shape).toDoubles();
    Arrays.setAll(values, i -> values[i] + Math.copySign(MARGIN, values[i]));
    return Tensor.of(GradientCheck.backend(), shape, values);
  }

  /** Values of at least 0.5. */
  public Tensor positive(Shape shape) {
    double[] values = normal(shape).toDoubles();
    Arrays.setAll(values, i -> 0.5 + Math.abs(values[i]));
    return Tensor.of(GradientCheck.backend(), shape, values);
  }

  /** Values of both signs whose magnitude is at least 0.5. */
  public Tensor farFromZero(Shape shape) {
    double[] values = normal(shape).toDoubles();
    Arrays.setAll(values, i -> values[i] + Math.copySign(0.5, values[i]));
    return Tensor.of(GradientCheck.backend(), shape, values);
  }

  /** Values that all differ by at least {@link #MARGIN}. */
  public Tensor distinct(Shape shape) {
    int[] order = random.permutation(shape.size());
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> 0.1 * (order[i] - shape.size() / 2) + 0.04 * random.nextDouble());
    return Tensor.of(GradientCheck.backend(), shape, values);
  }

  /** The numbers 0 … n − 1 in random order. */
  public int[] order(int n) {
    return random.permutation(n);
  }

  /** Labels in 0 … classes − 1. */
  public Indices labels(int count, int classes) {
    int[] values = new int[count];
    Arrays.setAll(values, i -> random.nextInt(classes));
    return Indices.of(GradientCheck.backend(), Shape.of(count), values);
  }
}
