package dev.rankine.bench.rankine;

import dev.rankine.bench.work.Convolution;
import dev.rankine.bench.work.Expected;
import dev.rankine.bench.work.FmaPeak;
import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Patch;
import dev.rankine.bench.work.Triad;
import dev.rankine.bench.work.Workload;
import dev.rankine.engine.cpu.CpuBackend;
import dev.rankine.engine.cpu.KernelChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes what workloads must give, with the scalar kernels. */
public final class Oracle {
  /** Floating-point operations; of larger products and convolutions a part is checked. */
  private static final double WHOLE = 1e8;

  private final CpuBackend backend =
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
    boolean large = workload.flops() > WHOLE;
    return switch (workload) {
      case FmaPeak _ -> List.of(new Patch(0, new float[] {2}));
      case Triad triad -> List.of(triad(0, 1000), triad(triad.elements() - 1000, triad.elements()));
      case Gemm gemm when large -> rows(gemm);
      case Convolution convolution when large -> List.of(lastImage(convolution));
      default -> List.of(new Patch(0, Rankine.open(backend, workload).orElseThrow().result()));
    };
  }

  /** Six rows of a product: a row does not depend on the others. */
  private List<Patch> rows(Gemm gemm) {
    List<Patch> patches = new ArrayList<>();
    for (int from : new int[] {0, gemm.m() / 2, gemm.m() - 2}) {
      float[] values = new Products(backend).gemm(gemm, from, from + 2).result();
      patches.add(new Patch(from * gemm.n(), values));
    }
    return patches;
  }

  /** A forward output and an input gradient do not depend on other images. */
  private Patch lastImage(Convolution convolution) {
    if (convolution.stage() == Convolution.Stage.DW) {
      throw new IllegalArgumentException(
          convolution.name() + " depends on all images and is too large to be checked");
    }
    int last = convolution.batch() - 1;
    float[] values =
        new Convolutions(backend).open(convolution, last, convolution.batch()).result();
    return new Patch(last * values.length, values);
  }

  private static Patch triad(int from, int to) {
    float[] values = new float[to - from];
    for (int i = from; i < to; i++) {
      values[i - from] = Triad.b(i) + Triad.SCALE * Triad.c(i);
    }
    return new Patch(from, values);
  }
}
