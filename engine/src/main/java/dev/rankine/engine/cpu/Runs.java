package dev.rankine.engine.cpu;

import dev.rankine.engine.Shape;
import java.util.Arrays;

/**
 * The axes of a reduction after collapsing: extents, strides in elements, and whether each is
 * reduced. Neighbours always differ; the last one is the innermost run.
 */
record Runs(int[] extents, int[] strides, boolean[] reduced) {
  /** What to do with contiguous elements of a group. */
  interface Visitor {
    /**
     * So many elements at this distance from the group's start.
     *
     * @param phase how many elements came before, in logical order
     */
    void visit(int at, int phase, int n);
  }

  /** What to do with one row of a group whose innermost run is kept. */
  interface RowVisitor {
    /** A row at this distance from the group's start. */
    void visit(int at);
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

  /** Whether all of a group is one contiguous run. */
  boolean isOneRun() {
    return extents.length <= 2 && innerReduced();
  }

  /** Calls the visitor for elements from … to − 1 of a group, in logical order. */
  void each(int from, int to, Visitor visitor) {
    int run = inner();
    for (int i = from; i < to; ) {
      int within = i % run;
      int n = Math.min(run - within, to - i);
      visitor.visit(offset(i / run, true, extents.length - 2) + within, i - from, n);
      i += n;
    }
  }

  /** From one row of a group to the next where one axis is reduced, else 0. */
  int pitch() {
    return extents.length >= 2 && extents.length <= 3 ? strides[extents.length - 2] : 0;
  }

  /** Calls the visitor for each row of a group, in logical order. */
  void rows(RowVisitor visitor) {
    int rows = reducedCount();
    for (int i = 0; i < rows; i++) {
      visitor.visit(offset(i, true, extents.length - 1));
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
