package dev.rankine.engine;

/** Elementwise functions of two arguments a and b, one rounding each. */
public enum Binary {
  /** a + b. */
  ADD,
  /** a − b. */
  SUBTRACT,
  /** a·b. */
  MULTIPLY,
  /** a / b. */
  DIVIDE,
  /** {@code b > 0 ? a : +0}: the gradient a at an output b of ReLU. */
  RELU_GRADIENT
}
