package dev.rankine.bench.work;

/** y ← A·x, or Aᵀ·x: A square of side n, row-major. */
public record Gemv(boolean transposed, int n) implements Workload {
  @Override
  public String name() {
    return "gemv " + (transposed ? "t " : "n ") + n;
  }

  @Override
  public double flops() {
    return 2.0 * n * n;
  }

  @Override
  public double bytes() {
    return 4.0 * ((double) n * n + 2 * n);
  }

  /** A as it is stored. */
  public float[] a() {
    return Values.uniform(n * n, 1);
  }

  /** x. */
  public float[] x() {
    return Values.uniform(n, 2);
  }
}
