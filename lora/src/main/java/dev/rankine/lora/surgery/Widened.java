package dev.rankine.lora.surgery;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/** A trained layer that has got more inputs or more outputs; what is new is parameters apart. */
public interface Widened extends Layer {
  /** The layer as it was. */
  Layer old();

  /** The parameters of the new slice, which are all that trains once the old ones are frozen. */
  List<Parameter> newParameters();

  /** One plain layer with old and new in one weight, as a copy, under the old names. */
  Layer exported();

  /** How many of the inputs (columns or channels) are old. */
  int oldInputs();

  /** Where the columns or channels of an input are: the innermost axis, or 1 of a convolution. */
  int featureAxis(Shape input);

  /**
   * Proves that the old behaviour is unchanged: for this input, the old layer gives the old inputs'
   * outputs in the same bits as this one.
   *
   * @param x for the widened layer; its first columns or channels are the old ones
   * @return the number of outputs that were compared
   * @throws IllegalStateException naming the first output that differs
   */
  default int requireUnchanged(Tensor x) {
    int axis = featureAxis(x.shape());
    Tensor narrow = first(x, axis, oldInputs());
    try (Tape tape = Tape.none(x.backend())) {
      Tensor before = old().forward(tape, tape.constant(narrow)).value();
      Tensor now = forward(tape, tape.constant(x)).value();
      double[] expected = before.toDoubles();
      double[] actual = first(now, axis, before.shape().dim(axis)).toDoubles();
      for (int i = 0; i < expected.length; i++) {
        if (Double.doubleToLongBits(expected[i]) != Double.doubleToLongBits(actual[i])) {
          throw new IllegalStateException(
              "widened layer "
                  + newParameters().getFirst().name()
                  + ": output "
                  + i
                  + " of "
                  + before.shape()
                  + " was "
                  + expected[i]
                  + " and is "
                  + actual[i]
                  + "; start the new slice at zero");
        }
      }
      return expected.length;
    }
  }

  /** The first n of an axis, as a copy. */
  private static Tensor first(Tensor x, int axis, int n) {
    Shape shape = x.shape();
    int outer = shape.product(0, axis);
    int inner = shape.product(axis + 1, shape.rank());
    Tensor first = Tensor.allocate(x.backend(), shape.with(axis, n));
    Matrix all = Matrix.of(x, outer, shape.dim(axis) * inner);
    x.backend().copy(all.columns(0, n * inner), Matrix.of(first, outer, n * inner));
    return first;
  }
}
