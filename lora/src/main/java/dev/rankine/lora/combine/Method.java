package dev.rankine.lora.combine;

import dev.rankine.engine.Philox;

/**
 * How adapters are combined. What is meant is ΔW = Σ wᵢ·ΔWᵢ; {@link Cat} gives exactly that, {@link
 * Truncated} the nearest of its rank, and the others something of their own.
 */
public sealed interface Method {
  /** PEFT's {@code cat}: factors side by side. Exact; the rank is the sum of the ranks. */
  record Cat() implements Method {}

  /**
   * PEFT's {@code svd}: the singular value decomposition of the sum, cut off. The nearest update of
   * its rank, with the error reported.
   *
   * @param rank of every layer; 0 for the largest rank of the layer's updates
   */
  record Truncated(int rank) implements Method {
    /** Not negative. */
    public Truncated {
      if (rank < 0) {
        throw new IllegalArgumentException(
            "combine: svd of rank " + rank + "; 0 or more is needed");
      }
    }
  }

  /**
   * PEFT's {@code linear}: A = Σ ±√|wᵢsᵢ|·Aᵢ and B = Σ √|wᵢsᵢ|·Bᵢ with the scales sᵢ. It is not the
   * sum of the updates: B·A holds every product Bᵢ·Aⱼ. All ranks must be equal.
   */
  record Linear() implements Method {}

  /**
   * PEFT's {@code ties} (Yadav et al., "TIES-Merging", 2023) on A and B, each for itself, as {@link
   * Linear}: the largest elements stay, a sign is elected for each place, and what agrees with it
   * is averaged.
   *
   * @param density the part of the elements that stay
   */
  record Ties(double density) implements Method {
    /** From 0 to 1. */
    public Ties {
      requireDensity(density);
    }
  }

  /**
   * PEFT's {@code dare_linear} (Yu et al., "Language Models are Super Mario", 2024): {@link Linear}
   * with random elements of each A and B dropped and the others divided by the density.
   *
   * @param density the probability that an element stays, above 0
   */
  record DareLinear(double density, Philox random) implements Method {
    /** Above 0, up to 1. */
    public DareLinear {
      requireDensity(density);
      if (density == 0) {
        throw new IllegalArgumentException("combine: density 0 leaves nothing; choose more");
      }
    }
  }

  private static void requireDensity(double density) {
    if (!(density >= 0 && density <= 1)) {
      throw new IllegalArgumentException(
          "combine: density " + density + "; a number from 0 to 1 is needed");
    }
  }
}
