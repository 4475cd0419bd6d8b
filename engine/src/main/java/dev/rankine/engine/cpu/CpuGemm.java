package dev.rankine.engine.cpu;

/** Decides how many threads a matrix product is worth; the kernel divides it among them. */
record CpuGemm(Kernels kernels, int threads) {
  /** Multiply-adds that take one thread about three times as long as a fork and a join. */
  private static final long GRAIN = 1 << 18;

  void multiply(Gemm g) {
    boolean small = (long) g.m() * g.n() * g.k() <= GRAIN;
    kernels.gemm(small ? Team.ALONE : new Team(threads), g);
  }
}
