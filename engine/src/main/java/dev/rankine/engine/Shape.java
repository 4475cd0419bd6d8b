package dev.rankine.engine;

import java.util.Arrays;

/**
 * The extent of an array along each of its axes, outermost first. Row-major: the last axis is the
 * innermost one. A shape without axes, {@code ()}, is a scalar and has one element; an axis of
 * extent 0 makes an array without elements.
 */
public final class Shape {
  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final int size;

  private Shape(int[] dims) {
    this.dims = dims;
    boolean empty = false;
    for (int dim : dims) {
      if (dim < 0) {
        throw new ShapeException("shape " + Arrays.toString(dims) + ": an extent is negative");
      }
      empty |= dim == 0;
    }
    long product = empty ? 0 : 1;
    for (int dim : dims) {
      product *= dim;
      if (product > Integer.MAX_VALUE - 64) {
        throw new ShapeException(
            "shape " + Arrays.toString(dims) + ": more elements than one Java array holds (2^31)");
      }
    }
    this.size = (int) product;
  }

  /**
   * The shape with these extents, outermost first.
   *
   * @throws ShapeException if an extent is negative or the product exceeds a Java array
   */
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** Number of axes. */
  public int rank() {
    return dims.length;
  }

  /** Extent of an axis; negative axes count from the innermost one, -1. */
  public int dim(int axis) {
    int index = axis < 0 ? axis + dims.length : axis;
    if (index < 0 || index >= dims.length) {
      throw new ShapeException("shape " + this + " has no axis " + axis);
    }
    return dims[index];
  }

  /** The extents, outermost first, as a copy. */
  public int[] dims() {
    return dims.clone();
  }

  /** Number of elements: the product of the extents, 1 for a scalar. */
  public int size() {
    return size;
  }

  /** Product of the extents of axes {@code from} (inclusive) to {@code to} (exclusive). */
  public int product(int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= dims[axis];
    }
    return product;
  }

  /** This shape with one axis replaced; negative axes count from the innermost one. */
  public Shape with(int axis, int extent) {
    int[] copy = dims.clone();
    copy[axis < 0 ? axis + dims.length : axis] = extent;
    return new Shape(copy);
  }

  /**
   * The shape that two operands broadcast to under NumPy's rule: aligned at the innermost axis,
   * extents are equal or one of them is 1.
   *
   * @throws ShapeException if they do not fit
   */
  public static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] dims = new int[rank];
    for (int axis = 1; axis <= rank; axis++) {
      int da = axis <= a.rank() ? a.dim(-axis) : 1;
      int db = axis <= b.rank() ? b.dim(-axis) : 1;
      if (da != db && da != 1 && db != 1) {
        throw ShapeException.of(
            "broadcast",
            "axis -" + axis + " has extents " + da + " and " + db + ", equal or 1 is needed",
            "reshape one operand",
            a,
            b);
      }
      dims[rank - axis] = da == 1 ? db : da;
    }
    return of(dims);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** For example {@code (64, 1, 28, 28)}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(");
    for (int axis = 0; axis < dims.length; axis++) {
      text.append(axis == 0 ? "" : ", ").append(dims[axis]);
    }
    return text.append(')').toString();
  }
}
