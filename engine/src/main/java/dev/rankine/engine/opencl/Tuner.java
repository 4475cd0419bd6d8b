package dev.rankine.engine.opencl;

import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Locale;

/**
 * Tries sizes of the register tile and of the blocks of k on one product, and keeps the fastest.
 */
final class Tuner {
  private static final int SIDE = 768;
  private static final int RUNS = 5;
  private static final int[][] SHAPES = {{4, 2}, {6, 2}, {8, 1}, {4, 3}, {8, 2}, {4, 4}, {8, 4}};
  private static final int[] DEPTHS = {128, 256, 512};

  private final Device device;
  private final BinaryCache cache;

  Tuner(Device device, BinaryCache cache) {
    this.device = device;
    this.cache = cache;
  }

  /** Measures, stores the best sizes and describes them. */
  String run(TileStore store) {
    if (device.localMemory()) {
      return device.selector() + ": products go through local memory; no sizes to choose";
    }
    Tiles best = Tiles.DEFAULT;
    double fastest = Double.POSITIVE_INFINITY;
    for (int[] shape : SHAPES) {
      for (int depth : DEPTHS) {
        Tiles tiles = new Tiles(shape[0], shape[1], depth);
        double seconds = seconds(tiles);
        best = seconds < fastest ? tiles : best;
        fastest = Math.min(seconds, fastest);
      }
    }
    store.keep(device, best);
    return String.format(
        Locale.ROOT,
        "%s: tiles of %d x %d, %d deep: %.1f GFLOP/s at N = %d",
        device.selector(),
        best.rows(),
        best.columns(),
        best.depth(),
        2e-9 * SIDE * SIDE * SIDE / fastest,
        SIDE);
  }

  /** The shortest of a few products, after one that compiles. */
  private double seconds(Tiles tiles) {
    try (OpenClBackend backend = new OpenClBackend(device, device.memory(), cache, tiles, false)) {
      Matrix a = ones(backend);
      Matrix b = ones(backend);
      Matrix c = ones(backend);
      double shortest = Double.POSITIVE_INFINITY;
      for (int run = 0; run <= RUNS; run++) {
        long start = System.nanoTime();
        backend.gemm(1, a, b, 0, c);
        backend.finish();
        double seconds = (System.nanoTime() - start) * 1e-9;
        shortest = run == 0 ? shortest : Math.min(shortest, seconds);
      }
      return shortest;
    }
  }

  private static Matrix ones(OpenClBackend backend) {
    Tensor x = Tensor.allocate(backend, Shape.of(SIDE, SIDE));
    backend.fill(1, x);
    return Matrix.of(x);
  }
}
