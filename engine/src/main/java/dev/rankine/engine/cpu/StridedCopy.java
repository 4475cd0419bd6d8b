package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.Shape;
import dev.rankine.engine.View;
import java.util.Arrays;

/**
 * Copies between two views of one shape. The innermost axes that are dense in both are one run,
 * which is copied at once; the two axes around it are walked in tiles, so that a transpose reads
 * and writes whole cache lines.
 *
 * @param dense the first of the axes that form the run; their number of axes if there is none
 * @param run elements of the run, 1 if there is none
 */
record StridedCopy(
    View x, View out, float[] source, float[] target, Shape shape, int dense, int run) {
  /** Rows and columns of a tile: 4 KiB an operand. */
  private static final int TILE = 32;

  private static final int GRAIN = 1 << 15;

  static StridedCopy of(View x, View out) {
    Shape shape = out.shape();
    int dense = shape.rank();
    int run = 1;
    while (dense > 0 && isNext(x, dense - 1, run) && isNext(out, dense - 1, run)) {
      run *= shape.dim(--dense);
    }
    return new StridedCopy(x, out, floats(x.tensor()), floats(out.tensor()), shape, dense, run);
  }

  private static boolean isNext(View view, int axis, int stride) {
    return view.stride(axis) == stride || view.shape().dim(axis) == 1;
  }

  /** Splits the outermost axis that has more than one position; the rest is one task's. */
  void copy(int threads) {
    if (shape.size() == 0) {
      return;
    }
    int first = 0;
    while (first < dense && shape.dim(first) == 1) {
      first++;
    }
    int split = first;
    int from = x.tensor().offset() + x.offset();
    int to = out.tensor().offset() + out.offset();
    if (split == dense) {
      move(from, to);
      return;
    }
    int extent = shape.dim(split);
    int perTask = Math.max(1, GRAIN / (shape.size() / extent));
    Parallel.run(
        threads,
        Math.ceilDiv(extent, perTask),
        task -> {
          int start = task * perTask;
          int end = Math.min(extent, start + perTask);
          walk(split, start, end, from, to);
        });
  }

  /** Positions {@code start} to {@code end} of an axis, and all of the axes inside it. */
  private void walk(int axis, int start, int end, int from, int to) {
    if (axis == dense - 2) {
      tiles(axis, start, end, from, to);
      return;
    }
    for (int i = start; i < end; i++) {
      int xAt = from + i * x.stride(axis);
      int outAt = to + i * out.stride(axis);
      if (axis == dense - 1) {
        move(xAt, outAt);
      } else {
        walk(axis + 1, 0, shape.dim(axis + 1), xAt, outAt);
      }
    }
  }

  private void tiles(int axis, int start, int end, int from, int to) {
    int columns = shape.dim(axis + 1);
    for (int row = start; row < end; row += TILE) {
      int lastRow = Math.min(end, row + TILE);
      for (int column = 0; column < columns; column += TILE) {
        int n = Math.min(TILE, columns - column);
        for (int i = row; i < lastRow; i++) {
          row(
              axis + 1,
              n,
              from + i * x.stride(axis) + column * x.stride(axis + 1),
              to + i * out.stride(axis) + column * out.stride(axis + 1));
        }
      }
    }
  }

  /** So many runs along an axis. */
  private void row(int axis, int n, int from, int to) {
    int xStep = x.stride(axis);
    int outStep = out.stride(axis);
    if (run > 1) {
      for (int i = 0; i < n; i++) {
        move(from + i * xStep, to + i * outStep);
      }
    } else if (xStep == 0 && outStep == 1) {
      Arrays.fill(target, to, to + n, source[from]);
    } else {
      for (int i = 0; i < n; i++) {
        target[to + i * outStep] = source[from + i * xStep];
      }
    }
  }

  private void move(int from, int to) {
    System.arraycopy(source, from, target, to, run);
  }
}
