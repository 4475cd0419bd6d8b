package dev.rankine.bench;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Matrix;
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

/** C ← A·B for square matrices of side n: 2·n³ floating-point operations. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class GemmBenchmark {
  /** Which kernels. */
  @Param({"scalar", "vector"})
  public String impl;

  /** Side of the matrices, even and odd. */
  @Param({"64", "97", "256", "257", "1024"})
  public int n;

  /** nn, nt (B stored transposed) or tn (A stored transposed). */
  @Param({"nn", "nt", "tn"})
  public String form;

  /** Most threads. */
  @Param("1")
  public int threads;

  private Backend backend;
  private Matrix a;
  private Matrix b;
  private Tensor c;

  /** Makes the operands, and checks a small product of the same form against the scalar kernels. */
  @Setup
  public void setUp() {
    requireCorrect();
    backend = Kernels.backend(impl, threads);
    prepare(n);
  }

  private void requireCorrect() {
    backend = Kernels.backend("scalar", 1);
    prepare(Math.min(n, 257));
    multiply();
    float[] expected = c.toFloats();
    backend = Kernels.backend(impl, threads);
    prepare(Math.min(n, 257));
    multiply();
    Kernels.requireEqual("gemm " + form, expected, c.toFloats());
  }

  private void prepare(int side) {
    Shape shape = Shape.of(side, side);
    Matrix left = Matrix.of(Tensor.of(backend, shape, Kernels.values(side * side, 1)));
    Matrix right = Matrix.of(Tensor.of(backend, shape, Kernels.values(side * side, 2)));
    a = form.charAt(0) == 't' ? left.transpose() : left;
    b = form.charAt(1) == 't' ? right.transpose() : right;
    c = Tensor.zeros(backend, shape);
  }

  /** One product. */
  @Benchmark
  public Tensor multiply() {
    backend.gemm(1, a, b, 0, Matrix.of(c));
    return c;
  }
}
