package dev.rankine.engine;

import java.util.Arrays;

/**
 * A view of a tensor's elements along any number of axes for {@link Backend#copy(View, View)}:
 * element (i₀, i₁, …) is at {@code offset + Σ iₐ·stride(a)} of the tensor. A view is made from a
 * whole tensor by permuting, slicing and repeating, so it never leaves it.
 */
public final class View {
  private final Tensor tensor;
  private final int offset;
  private final Shape shape;
  private final int[] strides;

  private View(Tensor tensor, int offset, Shape shape, int[] strides) {
    this.tensor = tensor;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** All elements of a tensor, in its shape. */
  public static View of(Tensor x) {
    int[] strides = new int[x.shape().rank()];
    int stride = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= x.shape().dim(axis);
    }
    return new View(x, 0, x.shape(), strides);
  }

  /**
   * The axes in another order: axis i of the result is axis {@code axes[i]} of this view.
   *
   * @throws ShapeException if they are not each axis once
   */
  public View permute(int... axes) {
    int[] dims = new int[axes.length];
    int[] moved = new int[axes.length];
    long seen = 0;
    for (int i = 0; i < axes.length; i++) {
      boolean inside = axes[i] >= 0 && axes[i] < shape.rank();
      dims[i] = inside ? shape.dim(axes[i]) : 0;
      moved[i] = inside ? strides[axes[i]] : 0;
      seen |= inside ? 1L << axes[i] : 0;
    }
    if (axes.length != shape.rank() || Long.bitCount(seen) != axes.length) {
      throw ShapeException.of(
          "permute",
          Arrays.toString(axes) + " is not an order of its axes",
          "list each axis once, counted from 0",
          shape);
    }
    return new View(tensor, offset, Shape.of(dims), moved);
  }

  /**
   * Every {@code step}-th position of an axis from {@code from} (inclusive) to {@code to}
   * (exclusive).
   *
   * @throws ShapeException if they do not lie in it, or the step is less than 1
   */
  public View slice(int axis, int from, int to, int step) {
    boolean inside = axis >= 0 && axis < shape.rank();
    if (!inside || from < 0 || to < from || to > shape.dim(axis) || step < 1) {
      throw ShapeException.of(
          "slice",
          "positions " + from + " to " + to + " by " + step + " of axis " + axis + " are not there",
          "choose an axis from 0, 0 <= from <= to <= its extent, and a step of 1 or more",
          shape);
    }
    int[] stepped = strides.clone();
    stepped[axis] *= step;
    int start = to == from ? offset : offset + from * strides[axis];
    return new View(tensor, start, shape.with(axis, Math.ceilDiv(to - from, step)), stepped);
  }

  /**
   * This view repeated to a larger shape under NumPy's rule: new axes come first, and an axis of
   * extent 1 may take any extent.
   *
   * @throws ShapeException if this view's shape does not {@linkplain Shape#broadcast broadcast} to
   *     it
   */
  public View expand(Shape larger) {
    int extra = larger.rank() - shape.rank();
    boolean fits = extra >= 0;
    int[] repeated = new int[larger.rank()];
    for (int axis = 0; fits && axis < shape.rank(); axis++) {
      boolean same = shape.dim(axis) == larger.dim(extra + axis);
      repeated[extra + axis] = same ? strides[axis] : 0;
      fits = same || shape.dim(axis) == 1;
    }
    if (!fits) {
      throw ShapeException.of(
          "expand",
          "an axis keeps its extent, or has extent 1; new axes come first",
          "reshape it, or choose a shape that it broadcasts to",
          shape,
          larger);
    }
    return new View(tensor, offset, larger, repeated);
  }

  /** The elements. */
  public Tensor tensor() {
    return tensor;
  }

  /** Index of the first element in the tensor. */
  public int offset() {
    return offset;
  }

  /** The extents. */
  public Shape shape() {
    return shape;
  }

  /** Distance in elements between neighbours along an axis, counted from 0; 0 where it repeats. */
  public int stride(int axis) {
    return strides[axis];
  }

  /** Whether two positions are one element. */
  boolean repeats() {
    boolean repeats = false;
    for (int axis = 0; axis < strides.length; axis++) {
      repeats |= strides[axis] == 0 && shape.dim(axis) > 1;
    }
    return repeats && shape.size() > 0;
  }
}
