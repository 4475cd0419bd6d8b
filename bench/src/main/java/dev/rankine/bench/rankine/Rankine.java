package dev.rankine.bench.rankine;

import dev.rankine.bench.work.AdamUpdate;
import dev.rankine.bench.work.Blocks;
import dev.rankine.bench.work.Convolution;
import dev.rankine.bench.work.CrossEntropy;
import dev.rankine.bench.work.Elementwise;
import dev.rankine.bench.work.FmaPeak;
import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Gemv;
import dev.rankine.bench.work.Implementation;
import dev.rankine.bench.work.Pooling;
import dev.rankine.bench.work.Program;
import dev.rankine.bench.work.TrainingStep;
import dev.rankine.bench.work.Triad;
import dev.rankine.bench.work.Trial;
import dev.rankine.bench.work.Workload;
import dev.rankine.engine.cpu.CpuBackend;
import dev.rankine.engine.cpu.KernelChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rankine's cpu backend; once more with the im2col matrix written out, for convolutions only. */
public final class Rankine implements Implementation {
  private final String name;
  private final CpuBackend.Convolution algorithm;
  private CpuBackend backend;

  private Rankine(String name, CpuBackend.Convolution algorithm) {
    this.name = name;
    this.algorithm = algorithm;
  }

  /** As users get it: convolutions form the im2col matrix on the fly. */
  public static Rankine implicit() {
    return new Rankine("rankine", CpuBackend.Convolution.IMPLICIT);
  }

  /** Convolutions write the im2col matrix out and multiply it: the rung that explains the other. */
  public static Rankine materialised() {
    return new Rankine("rankine-im2col", CpuBackend.Convolution.MATERIALISED);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public Limited avx2() {
    return new Limited(List.of("-XX:UseAVX=2"), Map.of());
  }

  @Override
  public String start(int threads) {
    backend = new CpuBackend(KernelChoice.best(), threads, algorithm);
    return backend.kernels() + " kernels, " + backend.vectorBits() + "-bit vectors";
  }

  @Override
  public Optional<Trial> open(Workload workload) {
    boolean all = algorithm == CpuBackend.Convolution.IMPLICIT;
    return all || workload instanceof Convolution ? open(backend, workload) : Optional.empty();
  }

  @Override
  public Optional<List<String>> command(Program program) {
    if (algorithm != CpuBackend.Convolution.IMPLICIT) {
      return Optional.empty();
    }
    return Optional.of(
        List.of(
            "-jar",
            program.demo().toString(),
            "base",
            "--no-report",
            "--data",
            program.data().toString(),
            "--out",
            program.out().toString(),
            "--epochs",
            String.valueOf(program.epochs()),
            "--threads",
            String.valueOf(program.threads())));
  }

  /** A workload on any backend. */
  static Optional<Trial> open(CpuBackend backend, Workload workload) {
    Products products = new Products(backend);
    Passes passes = new Passes(backend);
    return switch (workload) {
      case Gemm gemm -> Optional.of(products.gemm(gemm, 0, gemm.m()));
      case Gemv gemv -> Optional.of(products.gemv(gemv));
      case Convolution convolution ->
          Optional.of(new Convolutions(backend).open(convolution, 0, convolution.batch()));
      case Blocks blocks -> Optional.of(new FusedBlocks(backend).open(blocks));
      case Pooling pooling -> Optional.of(passes.pooling(pooling));
      case CrossEntropy crossEntropy -> Optional.of(passes.crossEntropy(crossEntropy));
      case AdamUpdate adam -> Optional.of(passes.adam(adam));
      case Elementwise elementwise -> Optional.of(passes.elementwise(elementwise));
      case TrainingStep step -> Optional.of(new StepTrial(backend, step));
      case FmaPeak _, Triad _ -> Optional.empty();
    };
  }
}
