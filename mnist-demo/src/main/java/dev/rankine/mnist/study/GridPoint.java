package dev.rankine.mnist.study;

/** One training of a sweep: a seed and the settings of the adapter. */
public record GridPoint(long seed, int rank, double alpha, double rate) {
  /** The same settings with another seed. */
  GridPoint withSeed(long other) {
    return new GridPoint(other, rank, alpha, rate);
  }
}
