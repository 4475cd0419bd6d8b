package dev.rankine.autograd.op;

import dev.rankine.autograd.Var;
import dev.rankine.engine.Lists;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import java.util.Arrays;
import java.util.List;

/** What is composed of ops that move elements. */
public final class Rearranging {
  private Rearranging() {}

  /** Parts of one shape, side by side along a new axis: n parts (…) give (…, n, …). */
  public static Var stack(List<Var> parts, int axis) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("stack: no parts were given; at least one is needed");
    }
    Shape shape = parts.getFirst().shape();
    for (Var part : parts) {
      if (!part.shape().equals(shape)) {
        throw ShapeException.of(
            "stack", "all parts must have one shape", "reshape them", shape, part.shape());
      }
    }
    int[] dims = new int[shape.rank() + 1];
    int at = axis < 0 ? axis + dims.length : axis;
    if (at < 0 || at >= dims.length) {
      throw ShapeException.of(
          "stack",
          "the result has no axis " + axis,
          "count its " + dims.length + " axes from 0, or from the innermost one, -1",
          shape);
    }
    Arrays.setAll(dims, i -> i == at ? 1 : shape.dim(i < at ? i : i - 1));
    Shape slot = Shape.of(dims);
    return ConcatOp.of(Lists.map(parts, part -> ReshapeOp.of(part, slot)), at);
  }

  /** Two axes exchanged, each counted from 0 or from the innermost one, -1. */
  public static Var transpose(Var x, int a, int b) {
    int first = Axes.of("transpose", x.shape(), a);
    int second = Axes.of("transpose", x.shape(), b);
    int[] order = new int[x.shape().rank()];
    Arrays.setAll(order, i -> i == first ? second : i == second ? first : i);
    return PermuteOp.of(x, order);
  }
}
