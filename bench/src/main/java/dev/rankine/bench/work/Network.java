package dev.rankine.bench.work;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The experiment's network, and what of it trains.
 *
 * <pre>
 * (B, 1, 28, 28) ─ conv 3×3 ─ ReLU ─ pool 2 ─► (B, 8, 14, 14)
 *                ─ conv 3×3 ─ ReLU ─ pool 2 ─► (B, 16, 7, 7)
 *                ─ flatten ─► (B, 784) ─ fc1 ─ ReLU ─► (B, 64) ─ fc2 ─► (B, 10)
 * </pre>
 */
public enum Network {
  /** All 52,138 parameters train. */
  BASE,
  /**
   * 7,448 train: fc1 has the mean pixel as a 785th input, whose column trains, and fc1 and fc2 have
   * updates (α/R)·B·A. All else is frozen.
   */
  FEATURE_LORA;

  /** Side of an image. */
  public static final int SIDE = 28;

  /** Classes. */
  public static final int CLASSES = 10;

  /** R. */
  public static final int RANK = 8;

  /** α. */
  public static final int ALPHA = 16;

  /** The parameters of the base and their extents, in order. */
  public static final Map<String, int[]> BASE_SHAPES = baseShapes();

  /** What {@link #FEATURE_LORA} adds. */
  private static final Map<String, int[]> ADDED_SHAPES = addedShapes();

  private static Map<String, int[]> baseShapes() {
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

  private static Map<String, int[]> addedShapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("fc1.weight.new", new int[] {64, 1});
    shapes.put("fc1.lora_A.weight", new int[] {RANK, 785});
    shapes.put("fc1.lora_B.weight", new int[] {64, RANK});
    shapes.put("fc2.lora_A.weight", new int[] {RANK, 64});
    shapes.put("fc2.lora_B.weight", new int[] {10, RANK});
    return shapes;
  }

  /** The parameters that train and their extents, in order. */
  public Map<String, int[]> trained() {
    return switch (this) {
      case BASE -> BASE_SHAPES;
      case FEATURE_LORA -> ADDED_SHAPES;
    };
  }

  /** All parameters and their extents, the base's first. */
  public Map<String, int[]> shapes() {
    Map<String, int[]> all = new LinkedHashMap<>(BASE_SHAPES);
    all.putAll(trained());
    return all;
  }

  /**
   * Initial values of a parameter, U(−1/√fanIn, 1/√fanIn). B is no exception: were it 0, as when
   * training starts, the gradient of A would be 0 too and its check would say nothing.
   */
  public float[] initial(String name) {
    Map<String, int[]> shapes = shapes();
    int[] weight = shapes.get(name.replace("bias", "weight"));
    int fanIn = Arrays.stream(weight).skip(1).reduce(1, (a, b) -> a * b);
    int seed = List.copyOf(shapes.keySet()).indexOf(name);
    int size = Arrays.stream(shapes.get(name)).reduce(1, (a, b) -> a * b);
    return Values.uniform(size, 100 + seed, (float) (1 / Math.sqrt(fanIn)));
  }

  /**
   * Floating-point operations of a step per image: products, convolutions and their gradients.
   *
   * @param cached without what frozen layers compute, if they come first
   */
  double flops(boolean cached) {
    double conv1 = 28 * 28 * 8 * 9;
    double conv2 = 14 * 14 * 16 * 72;
    double fc1 = 784 * 64;
    double fc2 = 64 * 10;
    return switch (this) {
      // The images' gradient is not wanted.
      case BASE -> 2 * (2 * conv1 + 3 * (conv2 + fc1 + fc2));
      case FEATURE_LORA -> {
        double column = 64;
        double update1 = RANK * (785 + 64);
        double update2 = RANK * (64 + 10);
        double features = cached ? 0 : conv1 + conv2;
        double forward = features + fc1 + column + fc2 + update1 + update2;
        // fc2's weight passes the gradient on, nothing in front of fc1's update does.
        double backward = fc2 + 2 * update2 + update1 + RANK * 64 + column;
        yield 2 * (forward + backward);
      }
    };
  }
}
