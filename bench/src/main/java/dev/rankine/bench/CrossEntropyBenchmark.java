package dev.rankine.bench;

import dev.rankine.bench.work.CrossEntropy;
import dev.rankine.bench.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** Softmax and cross-entropy, forward and backward. */
public class CrossEntropyBenchmark extends WorkloadBenchmark {
  /** Rows. */
  @Param({"64", "1024"})
  public int batch;

  /** Columns. */
  @Param({"10", "1000"})
  public int classes;

  @Override
  Workload workload() {
    return new CrossEntropy(batch, classes);
  }
}
