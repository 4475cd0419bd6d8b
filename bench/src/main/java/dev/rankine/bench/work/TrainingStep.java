package dev.rankine.bench.work;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A step of the experiment's training on a batch of images: forward, backward, and Adam. Its result
 * is the loss, then the gradients of all parameters that train, at the initial values.
 *
 * @param cached whether an implementation that can keeps what frozen layers computed of an image,
 *     as from the second epoch on
 */
public record TrainingStep(Network network, int batch, boolean cached) implements Workload {
  /** The stages that are told apart. */
  public static final List<String> STAGES = List.of("forward", "backward", "optimizer");

  /** Learning rate. */
  public static final double RATE = 1e-3;

  /** Without a cache. */
  public TrainingStep(Network network, int batch) {
    this(network, batch, false);
  }

  @Override
  public String name() {
    String name = network.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return "step " + name + (cached ? " cached" : "");
  }

  @Override
  public double flops() {
    return batch * network.flops(cached);
  }

  @Override
  public double bytes() {
    return 0;
  }

  /** Another order of summation may move a maximum, and a gradient with it. */
  @Override
  public double tolerance() {
    return 1e-2;
  }

  /** Images (B, 1, 28, 28) in 0 … 1. */
  public float[] images() {
    float[] values = Values.uniform(batch * Network.SIDE * Network.SIDE, 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    return values;
  }

  /** Labels (B). */
  public int[] labels() {
    int[] labels = new int[batch];
    Arrays.setAll(labels, row -> row * 7 % Network.CLASSES);
    return labels;
  }
}
