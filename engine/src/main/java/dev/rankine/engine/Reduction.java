package dev.rankine.engine;

/** How several elements become one. Of no elements: 0, NaN, −∞, NaN. */
public enum Reduction {
  /** Σ x. */
  SUM,
  /** Σ x / n. */
  MEAN,
  /** The largest; NaN wins. */
  MAX,
  /** Σ (x − mean)² / n, in two passes. */
  VARIANCE
}
