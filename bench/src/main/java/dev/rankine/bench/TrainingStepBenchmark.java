package dev.rankine.bench;

import dev.rankine.bench.work.Network;
import dev.rankine.bench.work.TrainingStep;
import dev.rankine.bench.work.Workload;
import org.openjdk.jmh.annotations.Param;

/** A step of the experiment's training with each one's own autograd and optimizer. */
public class TrainingStepBenchmark extends WorkloadBenchmark {
  /** Which network. */
  @Param public Network network;

  /** Images. */
  @Param("64")
  public int batch;

  /** Whether what frozen layers compute of an image is kept. */
  @Param("false")
  public boolean cached;

  @Override
  Workload workload() {
    return new TrainingStep(network, batch, cached);
  }
}
