package dev.rankine.bench;

import dev.rankine.bench.work.Pooling;
import dev.rankine.bench.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** 2×2 max-pooling of (64, 8, 28, 28), and its gradient. */
public class PoolingBenchmark extends WorkloadBenchmark {
  /** Whether it is the gradient. */
  @Param({"false", "true"})
  public boolean backward;

  @Override
  Workload workload() {
    return new Pooling(backward, 64, 8, 28);
  }
}
