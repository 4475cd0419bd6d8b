package dev.rankine.bench;

import dev.rankine.bench.work.AdamUpdate;
import dev.rankine.bench.work.Workload;

/** One step of Adam on the experiment's 52,138 parameters. */
public class AdamBenchmark extends WorkloadBenchmark {
  @Override
  Workload workload() {
    return new AdamUpdate();
  }
}
