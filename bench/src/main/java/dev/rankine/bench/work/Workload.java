package dev.rankine.bench.work;

/**
 * One thing to measure: an operation, its shapes, and operands that are the same for every
 * implementation.
 */
public sealed interface Workload permits Gemm, Gemv, FmaPeak, Triad {
  /** Its name, one of a kind, for example {@code gemm nt 512}. */
  String name();

  /** Floating-point operations of one run; 0 where counting them says nothing. */
  double flops();

  /** The least traffic of one run in bytes: every operand read once, every result written once. */
  double bytes();
}
