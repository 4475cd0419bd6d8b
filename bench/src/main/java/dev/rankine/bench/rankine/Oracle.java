package dev.rankine.bench.rankine;

import dev.rankine.bench.work.Expected;
import dev.rankine.bench.work.FmaPeak;
import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Gemv;
import dev.rankine.bench.work.Patch;
import dev.rankine.bench.work.Triad;
import dev.rankine.bench.work.Workload;
import dev.rankine.engine.Backend;
import dev.rankine.engine.cpu.CpuBackend;
import dev.rankine.engine.cpu.KernelChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes what workloads must give, with the scalar kernels. */
public final class Oracle {
  /** Larger products are checked in six of their rows. */
  private static final double WHOLE = 1e8;

  private final Backend backend =
      new CpuBackend(
          KernelChoice.scalar(),
          Runtime.getRuntime().availableProcessors(),
          CpuBackend.Convolution.IMPLICIT);

  /** The patches of these workloads. */
  public Expected expected(List<Workload> workloads) {
    Map<String, List<Patch>> patches = new LinkedHashMap<>();
    workloads.forEach(workload -> patches.put(workload.name(), patches(workload)));
    return new Expected(patches);
  }

  private List<Patch> patches(Workload workload) {
    return switch (workload) {
      case Gemm gemm -> rows(gemm);
      case Gemv gemv -> List.of(new Patch(0, new Products(backend).gemv(gemv).result()));
      case FmaPeak _ -> List.of(new Patch(0, new float[] {2}));
      case Triad triad -> List.of(triad(0, 1000), triad(triad.elements() - 1000, triad.elements()));
    };
  }

  /** A row of a product does not depend on the others. */
  private List<Patch> rows(Gemm gemm) {
    int[] starts = {0, gemm.m() / 2, gemm.m() - 2};
    int count = 2;
    if (gemm.flops() <= WHOLE) {
      starts = new int[] {0};
      count = gemm.m();
    }
    List<Patch> patches = new ArrayList<>();
    for (int from : starts) {
      float[] values = new Products(backend).gemm(gemm, from, from + count).result();
      patches.add(new Patch(from * gemm.n(), values));
    }
    return patches;
  }

  private static Patch triad(int from, int to) {
    float[] values = new float[to - from];
    for (int i = from; i < to; i++) {
      values[i - from] = Triad.b(i) + Triad.SCALE * Triad.c(i);
    }
    return new Patch(from, values);
  }
}
