package dev.rankine.lora;

/**
 * How layers are adapted.
 *
 * @param rank R, the inner extent of the update, at least 1
 * @param alpha the numerator of the update's scale α/R, finite
 * @param deviation of the normal distribution that A starts from; B starts at zero
 */
public record LoraConfig(int rank, double alpha, double deviation) {
  /** Checks the ranges. */
  public LoraConfig {
    if (rank < 1) {
      throw new IllegalArgumentException("LoRA rank " + rank + ": at least 1 is needed");
    }
    if (!Double.isFinite(alpha) || !(deviation >= 0) || Double.isInfinite(deviation)) {
      throw new IllegalArgumentException(
          "LoRA alpha " + alpha + ", deviation " + deviation + ": finite numbers are needed");
    }
  }

  /** A starts from N(0, 0.01²). */
  public LoraConfig(int rank, double alpha) {
    this(rank, alpha, 0.01);
  }

  /** α/R. */
  public double scale() {
    return alpha / rank;
  }
}
