package dev.rankine.bench;

import dev.rankine.bench.work.Elementwise;
import dev.rankine.bench.work.Workload;
import dev.rankine.engine.Unary;
import org.openjdk.jmh.annotations.Param;

/** y ← f(x) over a million floats, for every function of one argument that the engine has. */
public class ElementwiseBenchmark extends WorkloadBenchmark {
  /** f. */
  @Param public Unary function;

  @Override
  Workload workload() {
    return new Elementwise(function);
  }
}
