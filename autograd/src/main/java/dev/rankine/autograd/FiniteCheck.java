package dev.rankine.autograd;

import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;

/** Finds NaN and infinities, see {@link Tape#checkFinite}. */
final class FiniteCheck {
  private FiniteCheck() {}

  /** Fails if an op computed something that is not finite, and says whether it was given such. */
  static void requireFinite(Op op, Tensor out) {
    String found = find(out);
    if (found == null) {
      return;
    }
    List<Var> inputs = op.inputs();
    String cause = "its inputs are finite";
    for (int i = inputs.size() - 1; i >= 0; i--) {
      String already = find(inputs.get(i).value());
      cause = already == null ? cause : "its input " + i + inputs.get(i).shape() + already;
    }
    throw new ArithmeticException(
        Tape.name(op) + ": the output " + out.shape() + found + "; " + cause);
  }

  /** Fails if the way back through an op gave an input a gradient that is not finite. */
  static void requireFinite(Op op, Gradients gradients) {
    List<Var> inputs = op.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor gradient = gradients.find(inputs.get(i));
      String found = gradient == null ? null : find(gradient);
      if (found != null) {
        throw new ArithmeticException(
            Tape.name(op) + ": the gradient of input " + i + gradient.shape() + found);
      }
    }
  }

  /** " is NaN at [0, 2]" for the first such element, or null. */
  private static String find(Tensor x) {
    double[] values = x.toDoubles();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        return " is " + values[i] + " at " + Arrays.toString(position(x.shape(), i));
      }
    }
    return null;
  }

  private static int[] position(Shape shape, int element) {
    int[] position = new int[shape.rank()];
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      position[axis] = element % shape.dim(axis);
      element /= shape.dim(axis);
    }
    return position;
  }
}
