package dev.rankine.bench.work;

/** C ← A·B: A (M, K), B (K, N), C (M, N), each dense and row-major as it is stored. */
public record Gemm(Form form, int m, int n, int k) implements Workload {
  /** Which operands are stored transposed: A, then B. */
  public enum Form {
    /** Neither. */
    NN,
    /** B, which is then stored (N, K). */
    NT,
    /** A, which is then stored (K, M). */
    TN;

    /** Whether A is stored (K, M). */
    public boolean transposedA() {
      return this == TN;
    }

    /** Whether B is stored (N, K). */
    public boolean transposedB() {
      return this == NT;
    }

    /** As BLAS writes it. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Square matrices of side n. */
  public static Gemm square(Form form, int n) {
    return new Gemm(form, n, n, n);
  }

  @Override
  public String name() {
    boolean square = m == n && n == k;
    return "gemm " + form.label() + " " + (square ? m : m + "x" + n + "x" + k);
  }

  @Override
  public double flops() {
    return 2.0 * m * n * k;
  }

  @Override
  public double bytes() {
    return 4.0 * ((double) m * k + (double) k * n + (double) m * n);
  }

  /** A as it is stored. */
  public float[] a() {
    return Values.uniform(m * k, 1);
  }

  /** B as it is stored. */
  public float[] b() {
    return Values.uniform(k * n, 2);
  }
}
