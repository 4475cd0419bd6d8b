package dev.rankine.bench;

import dev.rankine.bench.work.Gemv;
import dev.rankine.bench.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** y ← A·x for a square matrix of side n: one pass over it. */
public class GemvBenchmark extends WorkloadBenchmark {
  /** Side of the matrix. */
  @Param({"256", "1024"})
  public int n;

  /** Whether it is Aᵀ·x. */
  @Param({"false", "true"})
  public boolean transposed;

  @Override
  Workload workload() {
    return new Gemv(transposed, n);
  }
}
