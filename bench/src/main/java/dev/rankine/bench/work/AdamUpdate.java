package dev.rankine.bench.work;

import java.util.Arrays;
import java.util.List;

/**
 * One step of Adam on the experiment's 52,138 parameters in eight tensors: each with its gradient g
 * and moments m and v. Its result is all p, all m, all v.
 */
public record AdamUpdate() implements Workload {
  /** Elements of the eight tensors. */
  public static final List<Integer> SIZES =
      Network.BASE.trained().values().stream()
          .map(dims -> Arrays.stream(dims).reduce(1, (a, b) -> a * b))
          .toList();

  /** Learning rate. */
  public static final double RATE = 1e-3;

  /** Decay of m. */
  public static final double BETA1 = 0.9;

  /** Decay of v. */
  public static final double BETA2 = 0.999;

  /** Keeps the division finite. */
  public static final double EPSILON = 1e-8;

  /** The number of this step, from 1. */
  public static final int STEP = 10;

  @Override
  public String name() {
    return "adam 52138";
  }

  @Override
  public double flops() {
    return 0;
  }

  @Override
  public double bytes() {
    return 4.0 * 7 * SIZES.stream().mapToInt(Integer::intValue).sum();
  }

  /** Values of one tensor in −1 … 1. */
  public float[] signed(int tensor, Part part) {
    return Values.uniform(SIZES.get(tensor), 4L * tensor + part.ordinal());
  }

  /** Values of one tensor in 0 … 1, for v. */
  public float[] squares(int tensor) {
    float[] values = signed(tensor, Part.V);
    for (int i = 0; i < values.length; i++) {
      values[i] *= values[i];
    }
    return values;
  }

  /** What belongs to a tensor. */
  public enum Part {
    /** The parameter. */
    P,
    /** Its gradient. */
    G,
    /** The first moment. */
    M,
    /** The second moment. */
    V
  }
}
