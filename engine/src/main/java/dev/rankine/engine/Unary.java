package dev.rankine.engine;

/**
 * Elementwise functions of one argument. Each is specified in NUMERICS.md. The errors are the
 * largest over all floats, in units in the last place of the exact result rounded to float32. NaN
 * gives NaN; an infinity gives the limit.
 */
public enum Unary {
  /** −x. */
  NEGATE,
  /** |x|. */
  ABS,
  /** √x, correctly rounded. */
  SQRT,
  /** x³ as (x·x)·x, two roundings. */
  CUBE,
  /** e^x, within 1.02 ulp. */
  EXP,
  /** ln x, within 0.83 ulp. */
  LOG,
  /** tanh x, within 1.9 ulp; x itself where it is tiny. */
  TANH,
  /** The error function 2/√π·∫₀ˣ e^(−t²) dt, within 1.8 ulp. */
  ERF,
  /** {@code x <= 0 ? +0 : x}: NaN passes. */
  RELU,
  /** σ(x) = 1/(1 + e^(−x)), within 2 ulp. */
  SIGMOID,
  /** x·σ(x), also called swish, within 2 ulp. */
  SILU,
  /** x·Φ(x) with Φ(x) = ½·(1 + erf(x/√2)), within 4.6 ulp: the negative tail keeps its digits. */
  GELU,
  /** ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))), an approximation of GELU, within 2.1 ulp. */
  GELU_TANH
}
