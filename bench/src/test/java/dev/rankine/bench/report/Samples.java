package dev.rankine.bench.report;

import dev.rankine.bench.machine.Machine;
import dev.rankine.bench.work.FmaPeak;
import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Triad;
import java.util.List;
import java.util.Map;

/** Results as they might be: 100 GFLOP/s and 12 GB/s at most. */
final class Samples {
  static final Machine MACHINE = new Machine("Processor & <Sons>", 2, 256, "Linux amd64", "25");

  private Samples() {}

  static Results results() {
    FmaPeak peak = new FmaPeak();
    Triad triad = new Triad(1 << 28);
    Gemm gemm = Gemm.square(Gemm.Form.NN, 64);
    return new Results(
        MACHINE,
        "2030-01-02",
        Map.of("rankine", "vector kernels", "openblas", "kernel Zen"),
        List.of(
            new Series(
                peak.name(),
                1,
                peak.flops(),
                0,
                Map.of("machine", List.of(peak.flops() / 1e11)),
                Map.of()),
            new Series(
                triad.name(),
                1,
                triad.flops(),
                triad.bytes(),
                Map.of("machine", List.of(triad.bytes() / 12e9)),
                Map.of()),
            gemm(gemm, 1e10, 2e10),
            gemm(Gemm.square(Gemm.Form.NN, 97), 4e10, 2e10),
            gemm(Gemm.square(Gemm.Form.NN, 96), 5e10, 2e10)));
  }

  /** A product at these rates in FLOP/s. */
  static Series gemm(Gemm gemm, double ours, double peers) {
    return new Series(
        gemm.name(),
        1,
        gemm.flops(),
        gemm.bytes(),
        Map.of("rankine", List.of(gemm.flops() / ours), "openblas", List.of(gemm.flops() / peers)),
        Map.of("openblas", "its way"));
  }
}
