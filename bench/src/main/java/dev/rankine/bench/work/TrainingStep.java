package dev.rankine.bench.work;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A step of the experiment's training: its network of 52,138 parameters on a batch of images,
 * forward, backward, and Adam. Its result is the loss, then the gradients of all parameters, at the
 * initial values.
 *
 * <pre>
 * (B, 1, 28, 28) ─ conv 3×3 ─ ReLU ─ pool 2 ─► (B, 8, 14, 14)
 *                ─ conv 3×3 ─ ReLU ─ pool 2 ─► (B, 16, 7, 7)
 *                ─ flatten ─► (B, 784) ─ fc1 ─ ReLU ─► (B, 64) ─ fc2 ─► (B, 10)
 * </pre>
 */
public record TrainingStep(int batch) implements Workload {
  /** The stages that are told apart. */
  public static final List<String> STAGES = List.of("forward", "backward", "optimizer");

  /** Side of an image. */
  public static final int SIDE = 28;

  /** Classes. */
  public static final int CLASSES = 10;

  /** Learning rate. */
  public static final double RATE = 1e-3;

  /** The parameters and their extents, in order. */
  public static final Map<String, int[]> SHAPES = shapes();

  private static final double FORWARD_FLOPS_PER_IMAGE =
      2.0 * (28 * 28 * 8 * 9 + 14 * 14 * 16 * 72 + 784 * 64 + 64 * 10);

  private static final double FIRST_DX_FLOPS_PER_IMAGE = 2.0 * (28 * 28 * 8 * 9);

  private static Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("conv.0.weight", new int[] {8, 1, 3, 3});
    shapes.put("conv.0.bias", new int[] {8});
    shapes.put("conv.3.weight", new int[] {16, 8, 3, 3});
    shapes.put("conv.3.bias", new int[] {16});
    shapes.put("fc1.weight", new int[] {64, 784});
    shapes.put("fc1.bias", new int[] {64});
    shapes.put("fc2.weight", new int[] {10, 64});
    shapes.put("fc2.bias", new int[] {10});
    return shapes;
  }

  @Override
  public String name() {
    return "step " + batch;
  }

  /** Products and convolutions, and their gradients but for the images'. */
  @Override
  public double flops() {
    return batch * (3 * FORWARD_FLOPS_PER_IMAGE - FIRST_DX_FLOPS_PER_IMAGE);
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
    float[] values = Values.uniform(batch * SIDE * SIDE, 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    return values;
  }

  /** Labels (B). */
  public int[] labels() {
    int[] labels = new int[batch];
    Arrays.setAll(labels, row -> row * 7 % CLASSES);
    return labels;
  }

  /** Initial values of a parameter, U(−1/√fanIn, 1/√fanIn). */
  public static float[] initial(String name) {
    int[] dims = SHAPES.get(name);
    int[] weight = SHAPES.get(name.replace("bias", "weight"));
    int fanIn = Arrays.stream(weight).skip(1).reduce(1, (a, b) -> a * b);
    int seed = List.copyOf(SHAPES.keySet()).indexOf(name);
    int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    return Values.uniform(size, 100 + seed, (float) (1 / Math.sqrt(fanIn)));
  }
}
