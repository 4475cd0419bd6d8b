package dev.rankine.bench.peer;

import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Gemv;
import dev.rankine.bench.work.Implementation;
import dev.rankine.bench.work.Trial;
import dev.rankine.bench.work.Workload;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Matrix products by OpenBLAS, on the kernel that it chooses for this processor. */
public final class OpenBlas implements Implementation {
  private Blas blas;

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  public boolean exact() {
    return false;
  }

  @Override
  public Map<String, String> environment(int threads) {
    return Map.of("OPENBLAS_NUM_THREADS", String.valueOf(threads));
  }

  @Override
  public Limited avx2() {
    return new Limited(List.of(), Map.of("OPENBLAS_CORETYPE", "Haswell"));
  }

  @Override
  public String start(int threads) {
    blas = Blas.load();
    blas.setThreads(threads);
    return blas.config() + "; kernel " + blas.kernel();
  }

  @Override
  public Optional<Trial> open(Workload workload) {
    return switch (workload) {
      case Gemm gemm -> Optional.of(gemm(gemm));
      case Gemv gemv -> Optional.of(gemv(gemv));
      default -> Optional.empty();
    };
  }

  private Trial gemm(Gemm gemm) {
    MemorySegment a = Blas.copyOf(gemm.a());
    MemorySegment b = Blas.copyOf(gemm.b());
    MemorySegment c = Blas.copyOf(new float[gemm.m() * gemm.n()]);
    return Trial.of(() -> blas.gemm(gemm, a, b, c), () -> Blas.floats(c));
  }

  private Trial gemv(Gemv gemv) {
    MemorySegment a = Blas.copyOf(gemv.a());
    MemorySegment x = Blas.copyOf(gemv.x());
    MemorySegment y = Blas.copyOf(new float[gemv.n()]);
    return Trial.of(() -> blas.gemv(gemv, a, x, y), () -> Blas.floats(y));
  }
}
