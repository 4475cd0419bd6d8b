package dev.rankine.engine.cpu;

import dev.rankine.engine.Shape;
import java.util.Arrays;

/**
 * The axes of a reduction after collapsing: extents, strides in elements, and whether each is
 * reduced. Neighbours always differ; the last one is the innermost run.
 */
record Runs(int[] extents, int[] strides, boolean[] reduced) {
  /** What to do with one contiguous run. */
  interface Visitor {
    /**
     * A run at this distance from the group's start.
     *
     * @param phase how many elements of the group came before, in logical order
     */
    void visit(int at, int phase);
  }

  /**
   * What is reduced: axis i if bit i of axes is set.
   *
   * @param axes for at most 64 axes
   */
  record Key(Shape shape, long axes) {
    static Key of(Shape shape, int[] axes) {
      long bits = 0;
      for (int axis : axes) {
        bits |= 1L << axis;
      }
      return new Key(shape, bits);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key k && axes == k.axes && shape.equals(k.shape);
    }

    @Override
    public int hashCode() {
      int hash = Long.hashCode(axes);
      return 31 * hash + shape.hashCode();
    }

    boolean reduces(int axis) {
      return (axes >>> axis & 1) == 1;
    }
  }

  /** Collapses axes; those of extent 1 join their neighbours. */
  static Runs of(Key key) {
    Shape shape = key.shape();
    int[] extents = new int[shape.rank() + 1];
    boolean[] reduced = new boolean[shape.rank() + 1];
    int count = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (count > 0 && reduced[count - 1] == key.reduces(axis)) {
        extents[count - 1] *= shape.dim(axis);
      } else {
        extents[count] = shape.dim(axis);
        reduced[count++] = key.reduces(axis);
      }
    }
    if (count == 0) {
      extents[count++] = 1;
    }
    int[] strides = new int[count];
    for (int i = count - 1, stride = 1; i >= 0; stride *= extents[i--]) {
      strides[i] = stride;
    }
    return new Runs(Arrays.copyOf(extents, count), strides, Arrays.copyOf(reduced, count));
  }

  boolean innerReduced() {
    return reduced[reduced.length - 1];
  }

  /** Length of the innermost run. */
  int inner() {
    return extents[extents.length - 1];
  }

  /** Number of results. */
  int kept() {
    return product(false);
  }

  /** Number of elements behind each result. */
  int reducedCount() {
    return product(true);
  }

  private int product(boolean which) {
    int product = 1;
    for (int i = 0; i < extents.length; i++) {
      product *= reduced[i] == which ? extents[i] : 1;
    }
    return product;
  }

  /** Where the group of a result begins. */
  int keptOffset(int result) {
    return offset(result, false, extents.length - 1);
  }

  /** Calls the visitor for each contiguous run of a group, in logical order. */
  void each(Visitor visitor) {
    int last = extents.length - 1;
    int step = innerReduced() ? inner() : 1;
    int visits = step == 0 ? 0 : reducedCount() / step;
    for (int i = 0; i < visits; i++) {
      visitor.visit(offset(i, true, innerReduced() ? last - 1 : last), i * step);
    }
  }

  /** Distance of the index-th combination of the chosen axes among 0 … last. */
  private int offset(int index, boolean which, int last) {
    int at = 0;
    for (int i = last; i >= 0; i--) {
      if (reduced[i] == which) {
        at += index % extents[i] * strides[i];
        index /= extents[i];
      }
    }
    return at;
  }
}
