package dev.rankine.engine.cpu;

/** Decides how many threads a matrix product is worth; the kernel divides it among them. */
record CpuGemm(Kernels kernels, int threads) {
  /** Multiply-adds that take one thread about three times as long as a fork and a join. */
  private static final long GRAIN = 1 << 18;

  void multiply(Gemm g) {
    kernels.gemm(work(g) <= GRAIN ? Team.ALONE : new Team(threads), g);
  }

  /**
   * The product g and those whose operands are a stride on, count in all. Small ones are dealt to
   * the threads, large ones have all threads, one after another.
   */
  void multiply(Gemm g, int count, int aStride, int bStride, int cStride) {
    if (threads == 1 || work(g) > GRAIN * threads) {
      for (int i = 0; i < count; i++) {
        multiply(g.shifted(i * aStride, i * bStride, i * cStride));
      }
      return;
    }
    int perTask = Math.clamp(GRAIN / Math.max(1, work(g)), 1, Math.max(1, count));
    Parallel.run(
        threads,
        Math.ceilDiv(count, perTask),
        task -> {
          for (int i = task * perTask; i < Math.min(count, (task + 1) * perTask); i++) {
            kernels.gemm(Team.ALONE, g.shifted(i * aStride, i * bStride, i * cStride));
          }
        });
  }

  /** Multiply-adds. */
  static long work(Gemm g) {
    return (long) g.m() * g.n() * g.k();
  }
}
