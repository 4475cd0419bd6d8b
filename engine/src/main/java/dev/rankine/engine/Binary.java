package dev.rankine.engine;

/**
 * Elementwise functions of two arguments a and b. The gradients take dy = a, what comes from above,
 * and the input x or the output y = b of the function that they belong to. Their errors are the
 * largest differences over all floats x at dy = 1; the product with dy rounds once more.
 */
public enum Binary {
  /** a + b. */
  ADD,
  /** a − b. */
  SUBTRACT,
  /** a·b. */
  MULTIPLY,
  /** a / b. */
  DIVIDE,
  /** The larger of a and b: NaN if either is; a if they are equal, +0 and −0 being equal. */
  MAXIMUM,
  /** The smaller of a and b: NaN if either is; a if they are equal, +0 and −0 being equal. */
  MINIMUM,
  /** {@code a == b ? 1 : 0}: 0 for NaN. */
  EQUAL,
  /** {@code a > b ? 1 : 0}: 0 for NaN. */
  GREATER,
  /** {@code a > 0 ? a : a·b}: ReLU with a slope b for what is negative. */
  LEAKY_RELU,
  /** (a − b)², two roundings. */
  SQUARED_ERROR,
  /**
   * c·(a − c/2) with c = a cut off at ±|b|: a²/2 where |a| ≤ |b|, else |b|·(|a| − |b|/2). b is not
   * NaN.
   */
  HUBER,
  /** {@code x > 0 ? dy : x < 0 ? −dy : +0}: the gradient at an input x of |x|. */
  ABS_GRADIENT,
  /** {@code y > 0 ? dy : +0}: the gradient at an output y of ReLU. */
  RELU_GRADIENT,
  /** dy·(1 − y²), two roundings: the gradient at an output y of tanh, −1 ≤ y ≤ 1. */
  TANH_GRADIENT,
  /** dy·(y − y²), two roundings: the gradient at an output y of {@link Unary#SIGMOID}. */
  SIGMOID_GRADIENT,
  /** dy·σ(x)·(1 + x·(1 − σ(x))): the gradient at an input x of SiLU, within 1.2·10⁻⁷. */
  SILU_GRADIENT,
  /**
   * dy·(Φ(x) + x·φ(x)) with φ(x) = e^(−x²/2)/√(2π): the gradient at an input x of GELU, within
   * 1.7·10⁻⁷.
   */
  GELU_GRADIENT,
  /**
   * dy·(σ(u) + x·σ(u)·(1 − σ(u))·u′) with u = 2·√(2/π)·(x + 0.044715·x³): the gradient at an input
   * x of {@link Unary#GELU_TANH}, which is x·σ(u), within 1.3·10⁻⁷.
   */
  GELU_TANH_GRADIENT
}
