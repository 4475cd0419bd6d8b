package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What the reductions share. */
final class Reducing {
  private Reducing() {}

  static int[] axes(Var x, int[] axes) {
    return Axes.of("reduce", x.shape(), axes);
  }

  /** The shape of x without the axes. */
  static Shape shape(Var x, int[] axes) {
    Shape kept = Rules.reduced(x.shape(), axes);
    int[] dims =
        IntStream.range(0, kept.rank())
            .filter(axis -> Arrays.binarySearch(axes, axis) < 0)
            .map(kept::dim)
            .toArray();
    return Shape.of(dims);
  }

  static Tensor reduce(Reduction f, Var x, int[] axes) {
    Tensor y = x.tape().allocate(shape(x, axes));
    x.tape().backend().reduce(f, x.value(), axes, y);
    return y;
  }

  /** dy / divisor, repeated along the reduced axes of x; a scalar if dy is one number. */
  static Tensor spread(Tensor dy, double divisor, Var x, int[] axes, Gradients gradients) {
    Calculation c = Calculation.on(gradients);
    Tensor each = divisor == 1 ? dy : c.zip(Binary.DIVIDE, dy, divisor);
    return each.size() == 1
        ? each.reshape(Shape.SCALAR)
        : c.expand(each.reshape(Rules.reduced(x.shape(), axes)), x.shape());
  }
}
