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
  /** The larger of a and b: NaN if either is; a if they are equal, +0 and −0 being equal. */
  MAXIMUM,
  /** The smaller of a and b: NaN if either is; a if they are equal, +0 and −0 being equal. */
  MINIMUM,
  /** {@code b > 0 ? a : +0}: the gradient a at an output b of ReLU. */
  RELU_GRADIENT
}
