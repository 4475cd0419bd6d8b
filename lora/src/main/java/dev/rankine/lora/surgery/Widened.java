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

  /**
   * Proves that the old behaviour is unchanged: for this input, the old layer gives the old inputs'
   * outputs in the same bits as this one.
   *
   * @param x for the widened layer; its first columns or channels are the old ones
   * @return the number of outputs that were compared
   * @throws IllegalStateException naming the first output that differs
   */
  default int requireUnchanged(Tensor x) {
    Tensor narrow = firstOfAxis1(x, oldInputs());
    try (Tape tape = Tape.none(x.backend())) {
      Tensor before = old().forward(tape, tape.constant(narrow)).value();
      Tensor now = forward(tape, tape.constant(x)).value();
      double[] expected = before.toDoubles();
      double[] actual = firstOfAxis1(now, before.shape().dim(1)).toDoubles();
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

  /** The first n of axis 1, as a copy. */
  private static Tensor firstOfAxis1(Tensor x, int n) {
    Shape shape = x.shape();
    int inner = shape.product(2, shape.rank());
    Tensor first = Tensor.allocate(x.backend(), shape.with(1, n));
    Matrix all = Matrix.of(x, shape.dim(0), shape.dim(1) * inner);
    x.backend().copy(all.columns(0, n * inner), Matrix.of(first, shape.dim(0), n * inner));
    return first;
  }
}
