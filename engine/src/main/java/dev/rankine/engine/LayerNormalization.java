package dev.rankine.engine;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Normalisation over the innermost axes with a scale and a shift (Ba, Kiros and Hinton 2016), for
 * {@link Backend#layerNormalization}: x (…, S), scale and shift S; mean and factor have x's shape
 * with extent 1 on the axes of S. What is normalised is z = (x − mean)·factor with factor = 1 /
 * √(variance + ε), which is not kept: from x it comes out again with the same bits.
 */
public interface LayerNormalization {
  /** y ← z·scale + shift; mean and factor are written too. y may not be x. */
  void forward(
      Tensor x, double epsilon, Tensor scale, Tensor shift, Tensor mean, Tensor factor, Tensor y);

  /**
   * dx ← ((g − z·mean(g·z)) − mean(g))·factor with g = dy·scale, given what {@link #forward} wrote.
   * dx may be none of them.
   */
  void inputGradient(Tensor x, Tensor mean, Tensor factor, Tensor scale, Tensor dy, Tensor dx);

  /** dScale ← Σ dy·z and dShift ← Σ dy, both S, over the axes that they do not have. */
  void parameterGradients(
      Tensor x, Tensor mean, Tensor factor, Tensor dy, Tensor dScale, Tensor dShift);

  /**
   * The axes of S in x, after a check of all operands.
   *
   * @param y of x's shape, as is {@code dy}
   * @throws ShapeException if a shape does not fit, or an operand lives on another backend
   */
  static int[] axes(
      Backend backend,
      Tensor x,
      Tensor y,
      Tensor dy,
      Tensor mean,
      Tensor factor,
      Tensor... parameters) {
    String op = "layer_norm";
    int rank = x.shape().rank();
    int[] axes = IntStream.range(Math.max(0, rank - parameters[0].shape().rank()), rank).toArray();
    Rules.overAxes(op, backend, x, dy, axes, y);
    Rules.normalized(op, backend, x, y, axes, mean, factor);
    Shape inner = Shape.of(Arrays.stream(axes).map(x.shape()::dim).toArray());
    for (Tensor each : parameters) {
      Rules.owned(op, backend, each);
      Rules.exactly(op, inner, each);
    }
    return axes;
  }
}
