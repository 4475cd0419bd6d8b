package dev.rankine.lora.surgery;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.WidenedLinear;
import java.util.List;

/** New slices of trained tensors. */
final class Slices {
  private Slices() {}

  /** A parameter beside a trained one, called like it with {@code .new} at the end. */
  static Parameter beside(
      Parameter old, Shape shape, WidenedLinear.Start start, int fanIn, Philox random) {
    Initial initial = start == WidenedLinear.Start.ZERO ? Initial.zeros() : Initial.uniform(fanIn);
    Backend backend = old.tensor().backend();
    return new Parameter(
        old.name() + ".new", Tensor.of(backend, shape, initial.draw(shape, random)));
  }

  static void positive(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("widen: " + count + " " + what + "; at least 1 is needed");
    }
  }

  static void requireOneGroup(Conv2d conv) {
    if (conv.window().groups() > 1) {
      throw new IllegalArgumentException(
          "widen: "
              + conv.weight()
              + " is in groups, which new channels would shift; use one group");
    }
  }

  /** Two tensors one after another along an axis, under the first one's name. */
  static Parameter joined(Parameter first, Parameter second, int axis) {
    Shape shape = first.shape();
    Shape whole = shape.with(axis, shape.dim(axis) + second.shape().dim(axis));
    Tensor out = Tensor.allocate(first.tensor().backend(), whole);
    int rows = shape.product(0, axis);
    Matrix place = Matrix.of(out, rows, out.size() / rows);
    int column = 0;
    for (Tensor part : List.of(first.tensor(), second.tensor())) {
      int columns = part.size() / rows;
      out.backend().copy(Matrix.of(part, rows, columns), place.columns(column, column + columns));
      column += columns;
    }
    return new Parameter(first.name(), out);
  }
}
