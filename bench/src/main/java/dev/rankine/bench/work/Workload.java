package dev.rankine.bench.work;

/**
 * One thing to measure: an operation, its shapes, and operands that are the same for every
 * implementation.
 */
public sealed interface Workload
    permits Gemm,
        Gemv,
        Convolution,
        Blocks,
        Pooling,
        CrossEntropy,
        AdamUpdate,
        Elementwise,
        TrainingStep,
        FmaPeak,
        Triad {
  /** Its name, one of a kind, for example {@code gemm nt 512}. */
  String name();

  /** Floating-point operations of one run; 0 where counting them says nothing. */
  double flops();

  /**
   * The least traffic of one run in bytes: every operand read once, every result written once; 0
   * where that says nothing.
   */
  double bytes();

  /** Whether it measures what the machine can do at most, so that the fastest run is the figure. */
  default boolean limit() {
    return false;
  }

  /**
   * How far a result that was summed in another order may be off, relative to the element and to
   * the root mean square of its neighbours.
   */
  default double tolerance() {
    return 1e-4;
  }
}
