package dev.rankine.bench.work;

import java.util.Arrays;

/** Softmax and cross-entropy, forward and backward: the loss, and the gradient of (B, C) logits. */
public record CrossEntropy(int batch, int classes) implements Workload {
  @Override
  public String name() {
    return "cross-entropy " + batch + "x" + classes;
  }

  @Override
  public double flops() {
    return 0;
  }

  @Override
  public double bytes() {
    return 4.0 * (2 * batch * classes + batch);
  }

  /** The logits, row-major. */
  public float[] logits() {
    return Values.uniform(batch * classes, 1, 4);
  }

  /** The label of each row. */
  public int[] labels() {
    int[] labels = new int[batch];
    Arrays.setAll(labels, row -> row * 7 % classes);
    return labels;
  }
}
