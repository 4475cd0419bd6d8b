package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.TakesNumber;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = the parts one after another along an axis; the other extents are equal. The gradient of each
 * part is its stretch of dy.
 */
public record ConcatOp(List<Var> parts, int axis) implements Op, TakesNumber {
  /** A copy of the list, which must not be empty; an axis from -1 down is counted from 0. */
  public ConcatOp {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concat: no parts were given; at least one is needed");
    }
    axis = Axes.of("concat", parts.getFirst().shape(), axis);
  }

  /** Joins at least one part along an axis, which may count from -1. */
  public static Var of(List<Var> parts, int axis) {
    ConcatOp op = new ConcatOp(parts, axis);
    Var first = parts.getFirst();
    int extent = 0;
    for (Var part : parts) {
      requireFit(first.shape(), part.shape(), op.axis);
      extent += part.shape().dim(op.axis);
    }
    Tensor y = first.tape().allocate(first.shape().with(op.axis, extent));
    int column = 0;
    for (Var part : parts) {
      Matrix source = op.rows(part.value());
      first.tape().backend().copy(source, op.stretch(y, column, source.columns()));
      column += source.columns();
    }
    return first.tape().record(op, y);
  }

  private static void requireFit(Shape a, Shape b, int axis) {
    if (a.rank() != b.rank() || !a.with(axis, 1).equals(b.with(axis, 1))) {
      throw ShapeException.of(
          "concat",
          "all extents but that of axis " + axis + " must be equal",
          "reshape the parts to match",
          a,
          b);
    }
  }

  /** A tensor as a matrix: a row for each position before the axis. */
  private Matrix rows(Tensor x) {
    Shape shape = x.shape();
    return Matrix.of(x, shape.product(0, axis), shape.product(axis, shape.rank()));
  }

  private Matrix stretch(Tensor y, int from, int columns) {
    return rows(y).columns(from, from + columns);
  }

  @Override
  public List<Var> inputs() {
    return parts;
  }

  @Override
  public String formula() {
    return "y = parts along axis " + axis;
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    int column = 0;
    for (Var part : parts) {
      int columns = part.shape().product(axis, part.shape().rank());
      if (gradients.wants(part) && dy.shape().rank() == 0) {
        gradients.add(part, dy);
      } else if (gradients.wants(part)) {
        Tensor gradient = gradients.allocate(part.shape());
        gradients.backend().copy(stretch(dy, column, columns), rows(gradient));
        gradients.add(part, gradient);
      }
      column += columns;
    }
  }
}
