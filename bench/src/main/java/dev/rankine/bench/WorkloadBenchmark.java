package dev.rankine.bench;

import dev.rankine.bench.rankine.Oracle;
import dev.rankine.bench.run.Implementations;
import dev.rankine.bench.run.Processes;
import dev.rankine.bench.work.Implementation;
import dev.rankine.bench.work.Trial;
import dev.rankine.bench.work.Workload;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A workload under JMH, checked before it is timed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public abstract class WorkloadBenchmark {
  /** Who runs it: rankine; in a jar with peers also openblas or libtorch. */
  @Param("rankine")
  public String impl;

  /** Most threads. */
  @Param("1")
  public int threads;

  private Trial trial;

  /** What the parameters ask for. */
  abstract Workload workload();

  /** Opens the workload, says which kernels it runs on, and checks its result. */
  @Setup
  public void setUp() {
    Processes.requireFairEnvironment();
    Workload workload = workload();
    Implementation implementation = Implementations.named(impl);
    System.out.println(impl + ": " + implementation.start(threads));
    trial =
        implementation
            .open(workload)
            .orElseThrow(
                () -> new IllegalArgumentException(impl + " does not do " + workload.name()));
    new Oracle().expected(List.of(workload)).require(workload, trial, implementation.exact());
  }

  /** Runs it once. */
  @Benchmark
  public void run() {
    trial.run();
  }
}
