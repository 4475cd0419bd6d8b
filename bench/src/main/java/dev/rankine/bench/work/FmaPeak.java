package dev.rankine.bench.work;

/** Fused multiply-adds between registers: the machine's limit for arithmetic. */
public record FmaPeak() implements Workload {
  @Override
  public String name() {
    return "machine fma";
  }

  @Override
  public boolean limit() {
    return true;
  }

  @Override
  public double flops() {
    return 3 << 27;
  }

  @Override
  public double bytes() {
    return 0;
  }
}
