package dev.rankine.engine;

/** Elementwise functions of one argument. Each is specified in NUMERICS.md. */
public enum Unary {
  /** −x. */
  NEGATE,
  /** |x|. */
  ABS,
  /** √x, correctly rounded. */
  SQRT,
  /** e^x. */
  EXP,
  /** ln x. */
  LOG,
  /** {@code x < 0 ? +0 : x}: NaN passes. */
  RELU
}
