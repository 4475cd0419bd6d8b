package dev.rankine.autograd.op;

import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import java.util.stream.IntStream;

/** Axes as callers give them: counted from 0, or from the innermost one, -1. */
final class Axes {
  private Axes() {}

  /** An axis counted from 0. */
  static int of(String op, Shape shape, int axis) {
    if (axis < -shape.rank() || axis >= shape.rank()) {
      throw ShapeException.of(
          op, "it has no axis " + axis, "count axes from 0, or from the innermost one, -1", shape);
    }
    return axis < 0 ? axis + shape.rank() : axis;
  }

  /** Axes counted from 0; all of them if none is given. */
  static int[] of(String op, Shape shape, int[] axes) {
    if (axes.length == 0) {
      return IntStream.range(0, shape.rank()).toArray();
    }
    int[] counted = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      counted[i] = of(op, shape, axes[i]);
    }
    return counted;
  }
}
