package dev.rankine.engine;

import java.util.Arrays;

/**
 * The extent of an array along each of its axes, outermost first. Row-major: the last axis is the
 * innermost one. A shape without axes, {@code ()}, is a scalar and has one element; an axis of
 * extent 0 makes an array without elements.
 *
 * <p>Up to four extents are fields: a step of training makes hundreds of shapes, and no array.
 */
public final class Shape {
  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(0, 1, 1, 1, 1, null);

  private final int rank;
  private final int d0;
  private final int d1;
  private final int d2;
  private final int d3;

  /** All extents of a shape of more than four axes, else null. */
  private final int[] all;

  private final int size;

  private Shape(int rank, int d0, int d1, int d2, int d3, int[] all) {
    this.rank = rank;
    this.d0 = d0;
    this.d1 = d1;
    this.d2 = d2;
    this.d3 = d3;
    this.all = all;
    boolean empty = false;
    for (int i = 0; i < rank; i++) {
      if (at(i) < 0) {
        throw new ShapeException("shape " + Arrays.toString(dims()) + ": an extent is negative");
      }
      empty |= at(i) == 0;
    }
    long product = empty ? 0 : 1;
    for (int i = 0; i < rank; i++) {
      product *= at(i);
      if (product > Integer.MAX_VALUE - 64) {
        throw new ShapeException(
            "shape "
                + Arrays.toString(dims())
                + ": more elements than one Java array holds (2^31)");
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
    return switch (dims.length) {
      case 0 -> SCALAR;
      case 1 -> of(dims[0]);
      case 2 -> of(dims[0], dims[1]);
      case 3 -> of(dims[0], dims[1], dims[2]);
      case 4 -> of(dims[0], dims[1], dims[2], dims[3]);
      default -> new Shape(dims.length, 1, 1, 1, 1, dims.clone());
    };
  }

  /** As {@link #of(int...)}, for one axis. */
  public static Shape of(int d0) {
    return new Shape(1, d0, 1, 1, 1, null);
  }

  /** As {@link #of(int...)}, for two axes. */
  public static Shape of(int d0, int d1) {
    return new Shape(2, d0, d1, 1, 1, null);
  }

  /** As {@link #of(int...)}, for three axes. */
  public static Shape of(int d0, int d1, int d2) {
    return new Shape(3, d0, d1, d2, 1, null);
  }

  /** As {@link #of(int...)}, for four axes. */
  public static Shape of(int d0, int d1, int d2, int d3) {
    return new Shape(4, d0, d1, d2, d3, null);
  }

  private int at(int index) {
    if (all != null) {
      return all[index];
    }
    return switch (index) {
      case 0 -> d0;
      case 1 -> d1;
      case 2 -> d2;
      default -> d3;
    };
  }

  private int index(int axis) {
    int index = axis < 0 ? axis + rank : axis;
    if (index < 0 || index >= rank) {
      throw new ShapeException("shape " + this + " has no axis " + axis);
    }
    return index;
  }

  /** Number of axes. */
  public int rank() {
    return rank;
  }

  /** Extent of an axis; negative axes count from the innermost one, -1. */
  public int dim(int axis) {
    return at(index(axis));
  }

  /** The extents, outermost first, as a copy. */
  public int[] dims() {
    int[] dims = new int[rank];
    Arrays.setAll(dims, this::at);
    return dims;
  }

  /** Number of elements: the product of the extents, 1 for a scalar. */
  public int size() {
    return size;
  }

  /** Product of the extents of axes {@code from} (inclusive) to {@code to} (exclusive). */
  public int product(int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= dim(axis);
    }
    return product;
  }

  /** This shape with one axis replaced; negative axes count from the innermost one. */
  public Shape with(int axis, int extent) {
    int index = index(axis);
    if (all != null) {
      int[] copy = all.clone();
      copy[index] = extent;
      return new Shape(rank, 1, 1, 1, 1, copy);
    }
    return new Shape(
        rank,
        index == 0 ? extent : d0,
        index == 1 ? extent : d1,
        index == 2 ? extent : d2,
        index == 3 ? extent : d3,
        null);
  }

  /** This shape with extent 1 on some axes, all of which it has. */
  Shape collapsed(int[] axes) {
    if (all != null) {
      int[] copy = all.clone();
      for (int axis : axes) {
        copy[axis] = 1;
      }
      return new Shape(rank, 1, 1, 1, 1, copy);
    }
    int collapsed = 0;
    for (int axis : axes) {
      collapsed |= 1 << axis;
    }
    return new Shape(
        rank,
        (collapsed & 1) != 0 ? 1 : d0,
        (collapsed & 2) != 0 ? 1 : d1,
        (collapsed & 4) != 0 ? 1 : d2,
        (collapsed & 8) != 0 ? 1 : d3,
        null);
  }

  /**
   * The shape that two operands broadcast to under NumPy's rule: aligned at the innermost axis,
   * extents are equal or one of them is 1.
   *
   * @throws ShapeException if they do not fit
   */
  public static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank, b.rank);
    boolean isA = a.rank == rank;
    boolean isB = b.rank == rank;
    for (int axis = 1; axis <= rank; axis++) {
      int da = a.fromInside(axis);
      int db = b.fromInside(axis);
      if (da != db && da != 1 && db != 1) {
        throw ShapeException.of(
            "broadcast",
            "axis -" + axis + " has extents " + da + " and " + db + ", equal or 1 is needed",
            "reshape one operand",
            a,
            b);
      }
      isA &= da == db || db == 1;
      isB &= da == db || da == 1;
    }
    if (isA || isB) {
      return isA ? a : b;
    }
    int[] dims = new int[rank];
    for (int axis = 1; axis <= rank; axis++) {
      int da = a.fromInside(axis);
      dims[rank - axis] = da == 1 ? b.fromInside(axis) : da;
    }
    return of(dims);
  }

  /** The extent of axis -1, -2, …, given as 1, 2, …; 1 beyond the outermost. */
  private int fromInside(int axis) {
    return axis <= rank ? at(rank - axis) : 1;
  }

  @Override
  public boolean equals(Object other) {
    return other == this || other instanceof Shape shape && hasExtentsOf(shape);
  }

  private boolean hasExtentsOf(Shape other) {
    boolean same = rank == other.rank;
    for (int i = 0; i < rank && same; i++) {
      same = at(i) == other.at(i);
    }
    return same;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < rank; i++) {
      hash = 31 * hash + at(i);
    }
    return hash;
  }

  /** For example {@code (64, 1, 28, 28)}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < rank; i++) {
      text.append(i == 0 ? "" : ", ").append(at(i));
    }
    return text.append(')').toString();
  }
}
