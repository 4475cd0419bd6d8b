package dev.rankine.engine;

/** Elementwise functions of one argument. Each is specified in NUMERICS.md. */
public enum Unary {
  /** −x. */
  NEGATE,
  /** |x|. */
  ABS,
  /** √x, correctly rounded. */
  SQRT,
  /** e^x, within 1.02 ulp over all floats. */
  EXP,
  /** ln x, within 0.83 ulp over all floats. */
  LOG,
  /** tanh x, within 1.9 ulp over all floats; x itself where it is tiny. */
  TANH,
  /** The error function 2/√π·∫₀ˣ e^(−t²) dt, within 1.8 ulp over all floats. */
  ERF,
  /** {@code x < 0 ? +0 : x}: NaN passes. */
  RELU
}
