package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;

/** What elementwise ops of two operands share: one operand may have been repeated. */
final class Broadcasting {
  private Broadcasting() {}

  static Tensor zip(Binary f, Var a, Var b) {
    Tensor y = a.tape().allocate(Shape.broadcast(a.shape(), b.shape()));
    a.tape().backend().zip(f, a.value(), b.value(), y);
    return y;
  }

  /**
   * Adds dy to the gradient of an operand, summed over the axes along which that was repeated.
   *
   * @param dy in the shape {@code out}, or a scalar that stands for every element
   */
  static void pass(Tensor dy, Shape out, Var operand, Gradients gradients) {
    boolean repeated = !operand.shape().equals(out);
    Tensor whole = repeated ? Calculation.on(gradients).expand(dy, out) : dy;
    gradients.add(operand, repeated ? reduce(whole, operand.shape(), gradients) : whole);
  }

  /** Sums a gradient over the axes along which an operand was repeated. */
  static Tensor reduce(Tensor gradient, Shape operand, Gradients gradients) {
    Shape shape = gradient.shape();
    if (shape.equals(operand)) {
      return gradient;
    }
    int extra = shape.rank() - operand.rank();
    int[] axes = new int[shape.rank()];
    int count = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (axis < extra || operand.dim(axis - extra) == 1 && shape.dim(axis) != 1) {
        axes[count++] = axis;
      }
    }
    int[] reduced = Arrays.copyOf(axes, count);
    Tensor sum = gradients.allocate(Rules.reduced(shape, reduced));
    gradients.backend().reduce(Reduction.SUM, gradient, reduced, sum);
    return sum.reshape(operand);
  }
}
