package dev.rankine.bench.rankine;

import dev.rankine.bench.work.FmaPeak;
import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Gemv;
import dev.rankine.bench.work.Implementation;
import dev.rankine.bench.work.Triad;
import dev.rankine.bench.work.Trial;
import dev.rankine.bench.work.Workload;
import dev.rankine.engine.cpu.CpuBackend;
import dev.rankine.engine.cpu.KernelChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rankine's cpu backend. */
public final class Rankine implements Implementation {
  private CpuBackend backend;

  @Override
  public String name() {
    return "rankine";
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
    backend = new CpuBackend(KernelChoice.best(), threads, CpuBackend.Convolution.IMPLICIT);
    return backend.kernels() + " kernels, " + backend.vectorBits() + "-bit vectors";
  }

  @Override
  public Optional<Trial> open(Workload workload) {
    Products products = new Products(backend);
    return switch (workload) {
      case Gemm gemm -> Optional.of(products.gemm(gemm, 0, gemm.m()));
      case Gemv gemv -> Optional.of(products.gemv(gemv));
      case FmaPeak _, Triad _ -> Optional.empty();
    };
  }
}
