package dev.rankine.bench;

import dev.rankine.bench.work.Blocks;
import dev.rankine.bench.work.Workload;
import java.util.List;
import org.openjdk.jmh.annotations.Param;

/** Convolution, bias, ReLU and pooling in one, forward and backward. */
public class BlocksBenchmark extends WorkloadBenchmark {
  private static final int BATCH = 64;

  /** The experiment's first block, its second, or both. */
  @Param({"first", "second", "both"})
  public String blocks;

  /** Whether it is the gradients. */
  @Param({"false", "true"})
  public boolean backward;

  @Override
  Workload workload() {
    return switch (blocks) {
      case "first" -> new Blocks(backward, BATCH, 1, 28, List.of(8));
      case "second" -> new Blocks(backward, BATCH, 8, 14, List.of(16));
      case "both" -> new Blocks(backward, BATCH, 1, 28, List.of(8, 16));
      default -> throw new IllegalArgumentException("blocks " + blocks + ": first, second or both");
    };
  }
}
