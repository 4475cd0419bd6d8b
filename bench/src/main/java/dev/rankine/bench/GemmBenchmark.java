package dev.rankine.bench;

import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** C ← A·B for square matrices of side n: 2·n³ floating-point operations. */
public class GemmBenchmark extends WorkloadBenchmark {
  /** Side of the matrices, even and odd. */
  @Param({"64", "97", "256", "257", "1024"})
  public int n;

  /** Which operand is stored transposed. */
  @Param({"NN", "NT", "TN"})
  public Gemm.Form form;

  @Override
  Workload workload() {
    return Gemm.square(form, n);
  }
}
