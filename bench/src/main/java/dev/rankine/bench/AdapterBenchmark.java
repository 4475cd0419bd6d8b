package dev.rankine.bench;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.InitLoraWeights;
import dev.rankine.lora.model.AdaptedModel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What an adapter adds to the forward of a linear layer from 784 to 64, r = 8, batch 64. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class AdapterBenchmark {
  private static final double TOLERANCE = 1e-3;

  /** The layer alone, with the adapter beside it, with the adapter merged. */
  @Param({"base", "adapted", "merged"})
  public String layer;

  /** Most threads. */
  @Param("1")
  public int threads;

  private final Backend backend = Backend.cpu();
  private Layer measured;
  private Tensor x;

  /** Makes the layers, and checks that the merged one computes what the adapted one does. */
  @Setup
  public void setUp() {
    backend.limitThreads(threads);
    Linear base = Linear.of(Parameters.initialise(backend, new Philox(1, 0)).at("fc1"), 784, 64);
    AdaptedModel adapted = AdaptedModel.of(base);
    AdapterConfig config =
        AdapterConfig.of("fc1").r(8).initLoraWeights(InitLoraWeights.RANDOM).build();
    adapted.add("default", config, new Philox(1, 1));
    Layer merged = (Layer) adapted.plain("default");
    Shape shape = Shape.of(64, 784);
    x = Tensor.of(backend, shape, Initial.normal(1).draw(shape, new Philox(1, 2)));
    requireClose(outputs(adapted), outputs(merged));
    measured =
        switch (layer) {
          case "base" -> base;
          case "adapted" -> adapted;
          default -> merged;
        };
  }

  private double[] outputs(Layer of) {
    try (Tape tape = Tape.none(backend)) {
      return of.forward(tape, tape.constant(x)).value().toDoubles();
    }
  }

  private static void requireClose(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (!(Math.abs(a[i] - b[i]) <= TOLERANCE)) {
        throw new IllegalStateException("merged " + b[i] + " is not " + a[i]);
      }
    }
  }

  /** A forward. */
  @Benchmark
  public void forward() {
    try (Tape tape = Tape.none(backend)) {
      measured.forward(tape, tape.constant(x));
    }
  }
}
