package dev.rankine.bench.peer;

import dev.rankine.bench.work.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A workload on libtorch. The memory of each run is freed when it ends.
 *
 * @param work runs it once, and gives the tensors that make up the result
 */
record TorchTrial(String how, Supplier<Tensor[]> work) implements Trial {
  private static final long TRY = 100_000_000;
  private static final int FEWEST_TURNS = 3;

  @Override
  public void run() {
    try (PointerScope _ = new PointerScope()) {
      work.get();
    }
  }

  @Override
  public float[] result() {
    try (PointerScope _ = new PointerScope()) {
      return floats(work.get());
    }
  }

  /** The elements of tensors one after another, each row-major whatever its layout. */
  static float[] floats(Tensor... tensors) {
    float[] all = new float[Arrays.stream(tensors).mapToInt(x -> (int) x.numel()).sum()];
    int at = 0;
    for (Tensor tensor : tensors) {
      int count = (int) tensor.numel();
      tensor.to(torch.ScalarType.Float).contiguous().data_ptr_float().get(all, at, count);
      at += count;
    }
    return all;
  }

  /** The fastest of several ways to do the same, found by trying them in turn. */
  static <T extends Trial> T fastest(List<T> ways) {
    ways.forEach(Trial::run);
    T best = ways.getFirst();
    long least = Long.MAX_VALUE;
    long end = System.nanoTime() + TRY;
    for (int turn = 0; turn < FEWEST_TURNS || System.nanoTime() < end; turn++) {
      for (T way : ways) {
        long start = System.nanoTime();
        way.run();
        long spent = System.nanoTime() - start;
        if (spent < least) {
          least = spent;
          best = way;
        }
      }
    }
    return best;
  }
}
