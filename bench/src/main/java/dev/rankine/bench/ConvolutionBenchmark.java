package dev.rankine.bench;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
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

/** The experiment's two convolutions, 3×3 with padding 1, forward and both gradients. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ConvolutionBenchmark {
  private static final int BATCH = 64;

  /** Which kernels; im2col writes the matrix out that the others only imply. */
  @Param({"scalar", "im2col", "vector"})
  public String impl;

  /** conv1 is (64, 1, 28, 28) to 8 channels, conv2 (64, 8, 14, 14) to 16. */
  @Param({"conv1", "conv2"})
  public String layer;

  /** Most threads. */
  @Param("1")
  public int threads;

  private Backend backend;
  private Conv2dGeometry geometry;
  private Tensor x;
  private Tensor w;
  private Tensor y;
  private Tensor dx;
  private Tensor dw;

  /** Makes the operands, and checks all three results against the scalar kernels. */
  @Setup
  public void setUp() {
    prepare("scalar");
    float[][] expected = results();
    prepare(impl);
    float[][] actual = results();
    for (int i = 0; i < expected.length; i++) {
      Kernels.requireEqual(layer + " result " + i, expected[i], actual[i]);
    }
  }

  private void prepare(String rung) {
    backend = Kernels.backend(rung, threads);
    Shape in = layer.equals("conv1") ? Shape.of(BATCH, 1, 28, 28) : Shape.of(BATCH, 8, 14, 14);
    Shape weight = layer.equals("conv1") ? Shape.of(8, 1, 3, 3) : Shape.of(16, 8, 3, 3);
    geometry = Conv2dGeometry.of(in, weight, new Conv2dGeometry.Window(1, 1, 1));
    x = Tensor.of(backend, in, Kernels.values(in.size(), 1));
    w = Tensor.of(backend, weight, Kernels.values(weight.size(), 2));
    y = Tensor.zeros(backend, geometry.outputShape());
    dx = Tensor.zeros(backend, in);
    dw = Tensor.zeros(backend, weight);
  }

  private float[][] results() {
    return new float[][] {
      forward().toFloats(), inputGradient().toFloats(), weightGradient().toFloats()
    };
  }

  /** y = x ∗ w. */
  @Benchmark
  public Tensor forward() {
    backend.conv2d(geometry, x, w, y);
    return y;
  }

  /** dx from y in the role of dy. */
  @Benchmark
  public Tensor inputGradient() {
    backend.conv2dInputGradient(geometry, y, w, dx);
    return dx;
  }

  /** dw from x and y in the role of dy. */
  @Benchmark
  public Tensor weightGradient() {
    backend.conv2dWeightGradient(geometry, x, y, dw);
    return dw;
  }
}
