package dev.rankine.lora.combine;

/** An adapter of a model by name, and how much of it; a negative weight subtracts. */
public record Weighted(String adapter, double weight) {
  /** A finite weight. */
  public Weighted {
    if (!Double.isFinite(weight)) {
      throw new IllegalArgumentException(
          "combine: adapter " + adapter + " has weight " + weight + "; a finite one is needed");
    }
  }
}
