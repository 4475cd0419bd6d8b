package dev.rankine.engine;

/**
 * Elementwise functions of two arguments a and b. The gradients take dy = a, what comes from above,
 * and the input x or the output y = b of the function that they belong to.
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
  /** {@code y > 0 ? dy : +0}: the gradient at an output y of ReLU. */
  RELU_GRADIENT,
  /** dy·(1 − y²): the gradient at an output y of tanh. */
  TANH_GRADIENT,
  /** dy·(y − y²): the gradient at an output y of the logistic function. */
  SIGMOID_GRADIENT,
  /** dy·σ(x)·(1 + x·(1 − σ(x))): the gradient at an input x of SiLU. */
  SILU_GRADIENT,
  /** dy·(Φ(x) + x·φ(x)) with φ(x) = e^(−x²/2)/√(2π): the gradient at an input x of GELU. */
  GELU_GRADIENT,
  /**
   * dy·(σ(u) + x·σ(u)·(1 − σ(u))·u′) with u = 2·√(2/π)·(x + 0.044715·x³): the gradient at an input
   * x of {@link Unary#GELU_TANH}, which is x·σ(u).
   */
  GELU_TANH_GRADIENT
}
