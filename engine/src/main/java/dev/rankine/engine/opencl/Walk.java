package dev.rankine.engine.opencl;

import dev.rankine.engine.Shape;
import dev.rankine.engine.View;
import java.util.Arrays;

/**
 * Axes that a kernel walks along in two arrays at once, the outermost first: extents, and the
 * distances of neighbours in array a and in array b. Axes along which both move on alike are one.
 * The same struct stands in {@code common.cl}.
 */
final class Walk {
  /** The most axes, after joining. */
  static final int AXES = 8;

  private int rank;
  private final int[] extents = new int[AXES];
  private final int[] a = new int[AXES];
  private final int[] b = new int[AXES];

  /** One after the other: axes come from the innermost to the outermost. */
  private void outward(int extent, int aStride, int bStride) {
    if (extent == 1) {
      return;
    }
    int inner = rank - 1;
    boolean joins =
        rank > 0 && aStride == a[inner] * extents[inner] && bStride == b[inner] * extents[inner];
    if (joins) {
      extents[inner] *= extent;
      return;
    }
    if (rank == AXES) {
      throw new OpenClException(
          "opencl: more than " + AXES + " axes that do not join; reshape or copy the operand");
    }
    extents[rank] = extent;
    a[rank] = aStride;
    b[rank++] = bStride;
  }

  /** Two operands under broadcasting to a shape; a stride is 0 where an operand repeats. */
  static Walk broadcast(Shape a, Shape b, Shape out) {
    Walk walk = new Walk();
    int aSize = 1;
    int bSize = 1;
    for (int axis = 1; axis <= out.rank(); axis++) {
      int da = axis <= a.rank() ? a.dim(-axis) : 1;
      int db = axis <= b.rank() ? b.dim(-axis) : 1;
      walk.outward(out.dim(-axis), da == 1 ? 0 : aSize, db == 1 ? 0 : bSize);
      aSize *= da;
      bSize *= db;
    }
    return walk;
  }

  /** The elements of two views of one shape, x as a and out as b. */
  static Walk copy(View x, View out) {
    Walk walk = new Walk();
    for (int axis = out.shape().rank() - 1; axis >= 0; axis--) {
      walk.outward(out.shape().dim(axis), x.stride(axis), out.stride(axis));
    }
    return walk;
  }

  /** A matrix's rows and columns with their strides in a and in b. */
  static Walk matrix(int rows, int columns, int[] aStrides, int[] bStrides) {
    Walk walk = new Walk();
    walk.outward(columns, aStrides[1], bStrides[1]);
    walk.outward(rows, aStrides[0], bStrides[0]);
    return walk;
  }

  /** Those axes of a contiguous array that are in a list, or those that are not. */
  static Walk axes(Shape shape, int[] axes, boolean listed) {
    Walk walk = new Walk();
    int stride = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      if (Arrays.binarySearch(axes, axis) >= 0 == listed) {
        walk.outward(shape.dim(axis), stride, 0);
      }
      stride *= shape.dim(axis);
    }
    return walk;
  }

  /** As the kernels see it, the outermost axis first. At least one axis, perhaps of extent 1. */
  int[] packed() {
    int[] struct = new int[1 + 3 * AXES];
    struct[0] = Math.max(1, rank);
    struct[1] = 1;
    for (int i = 0; i < rank; i++) {
      int inner = rank - 1 - i;
      struct[1 + i] = extents[inner];
      struct[1 + AXES + i] = a[inner];
      struct[1 + 2 * AXES + i] = b[inner];
    }
    return struct;
  }
}
