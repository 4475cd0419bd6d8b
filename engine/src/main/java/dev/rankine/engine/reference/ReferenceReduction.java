package dev.rankine.engine.reference;

import dev.rankine.engine.Reduction;
import dev.rankine.engine.Shape;
import java.util.Arrays;

/** Reductions: each element of x is dealt to the result that it belongs to. */
final class ReferenceReduction {
  private ReferenceReduction() {}

  static double[] reduce(Reduction f, double[] x, int xo, Shape shape, int[] axes) {
    boolean[] reduced = new boolean[shape.rank()];
    int count = 1;
    int results = 1;
    for (int axis : axes) {
      reduced[axis] = true;
      count *= shape.dim(axis);
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      results *= reduced[axis] ? 1 : shape.dim(axis);
    }
    double[] out = new double[results];
    Arrays.fill(out, f == Reduction.MAX ? Double.NEGATIVE_INFINITY : 0);
    for (int i = 0; i < shape.size(); i++) {
      int at = resultOf(i, shape, reduced);
      double v = x[xo + i];
      out[at] = f == Reduction.MAX ? Math.max(out[at], v) : out[at] + v;
    }
    if (f == Reduction.MEAN || f == Reduction.VARIANCE) {
      divide(out, count);
    }
    return f == Reduction.VARIANCE ? variance(out, x, xo, shape, reduced, count) : out;
  }

  private static double[] variance(
      double[] mean, double[] x, int xo, Shape shape, boolean[] reduced, int count) {
    double[] out = new double[mean.length];
    for (int i = 0; i < shape.size(); i++) {
      int at = resultOf(i, shape, reduced);
      double d = x[xo + i] - mean[at];
      out[at] += d * d;
    }
    divide(out, count);
    return out;
  }

  private static void divide(double[] values, int count) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= count;
    }
  }

  /** The row-major index of an element among the kept axes. */
  private static int resultOf(int element, Shape shape, boolean[] reduced) {
    int at = 0;
    int stride = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      int extent = shape.dim(axis);
      if (!reduced[axis]) {
        at += element % extent * stride;
        stride *= extent;
      }
      element /= extent;
    }
    return at;
  }
}
