package dev.rankine.bench.work;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Everything that a comparison measures. */
public final class Suite {
  /** Sides of the square products. */
  public static final List<Integer> SIDES = List.of(64, 128, 256, 512, 1024, 2048);

  private static final int BATCH = 64;

  private Suite() {}

  /** All workloads, in the order of the tables. */
  public static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    machine(all);
    products(all);
    convolutions(all);
    blocks(all);
    for (boolean backward : new boolean[] {false, true}) {
      all.add(new Pooling(backward, BATCH, 8, 28));
      all.add(new Pooling(backward, BATCH, 16, 14));
    }
    all.add(new CrossEntropy(BATCH, 10));
    all.add(new AdamUpdate());
    all.addAll(Elementwise.all());
    for (Network network : Network.values()) {
      all.add(new TrainingStep(network, BATCH));
    }
    all.add(new TrainingStep(Network.FEATURE_LORA, BATCH, true));
    return List.copyOf(all);
  }

  /** Those whose names contain a match. */
  public static List<Workload> matching(Pattern only) {
    return all().stream().filter(workload -> only.matcher(workload.name()).find()).toList();
  }

  /** Footprints from the first-level cache to memory. */
  public static List<Triad> triads() {
    return IntStream.iterate(1 << 14, footprint -> footprint <= 1 << 28, footprint -> footprint * 4)
        .mapToObj(Triad::new)
        .toList();
  }

  private static void machine(List<Workload> all) {
    all.add(new FmaPeak());
    all.addAll(triads());
  }

  private static void products(List<Workload> all) {
    for (Gemm.Form form : Gemm.Form.values()) {
      SIDES.forEach(n -> all.add(Gemm.square(form, n)));
    }
    // Odd sides, and the even neighbour that is not above.
    List.of(96, 97, 257, 1023).forEach(n -> all.add(Gemm.square(Gemm.Form.NN, n)));
    // The experiment's fc1, 784 to 64 features at batch 64: y = x·Wᵀ, dx = dy·W, dW = dyᵀ·x.
    all.add(new Gemm(Gemm.Form.NT, 64, 64, 784));
    all.add(new Gemm(Gemm.Form.NN, 64, 784, 64));
    all.add(new Gemm(Gemm.Form.TN, 64, 784, 64));
    // Its rank-8 adapter: x·Aᵀ, then ·Bᵀ.
    all.add(new Gemm(Gemm.Form.NT, 64, 8, 785));
    all.add(new Gemm(Gemm.Form.NT, 64, 64, 8));
    all.add(new Gemv(false, 1024));
    all.add(new Gemv(true, 1024));
  }

  /** The experiment's two, with their gradients, and a larger one. */
  private static void convolutions(List<Workload> all) {
    for (Convolution.Stage stage : Convolution.Stage.values()) {
      all.add(new Convolution(stage, BATCH, 1, 28, 8));
      all.add(new Convolution(stage, BATCH, 8, 14, 16));
    }
    all.add(new Convolution(Convolution.Stage.FORWARD, 32, 64, 56, 64));
  }

  /** The experiment's two blocks, each alone and as they are trained. */
  private static void blocks(List<Workload> all) {
    for (boolean backward : new boolean[] {false, true}) {
      all.add(new Blocks(backward, BATCH, 1, 28, List.of(8)));
      all.add(new Blocks(backward, BATCH, 8, 14, List.of(16)));
      all.add(new Blocks(backward, BATCH, 1, 28, List.of(8, 16)));
    }
  }
}
