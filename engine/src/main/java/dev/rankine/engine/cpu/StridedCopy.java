package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.View;
import java.util.Arrays;

/**
 * Copies between two views of one shape. Neighbouring axes that both views walk like one are one.
 * The innermost two are a matrix, which is copied in pieces: rows at once where they are dense, and
 * a transpose in tiles, so that it reads and writes whole cache lines.
 *
 * @param from index of the first element in the source
 * @param steps from one position of each axis to the next, at least two of them
 * @param extents of the axes
 */
record StridedCopy(
    float[] source, int from, int[] steps, float[] target, int to, int[] outSteps, int[] extents) {
  /** Rows and columns of a tile: 4 KiB an operand. */
  private static final int TILE = 32;

  private static final int GRAIN = 1 << 15;

  static StridedCopy of(View x, View out) {
    int rank = out.shape().rank();
    int[] extents = new int[rank + 2];
    int[] steps = new int[rank + 2];
    int[] outSteps = new int[rank + 2];
    int first = rank + 2;
    for (int axis = rank - 1; axis >= 0; axis--) {
      int extent = out.shape().dim(axis);
      int step = x.stride(axis);
      int outStep = out.stride(axis);
      boolean joins =
          first < rank + 2
              && step == steps[first] * extents[first]
              && outStep == outSteps[first] * extents[first];
      if (joins) {
        extents[first] *= extent;
      } else if (extent != 1) {
        extents[--first] = extent;
        steps[first] = step;
        outSteps[first] = outStep;
      }
    }
    while (first > rank) {
      extents[--first] = 1;
    }
    StridedCopy copy =
        new StridedCopy(
            floats(x.tensor()),
            x.tensor().offset() + x.offset(),
            Arrays.copyOfRange(steps, first, rank + 2),
            floats(out.tensor()),
            out.tensor().offset() + out.offset(),
            Arrays.copyOfRange(outSteps, first, rank + 2),
            Arrays.copyOfRange(extents, first, rank + 2));
    int last = copy.extents.length - 1;
    copy.makeRows(copy.steps[last] > 1 ? copy.steps : copy.outSteps);
    return copy;
  }

  /**
   * Makes the axis with the smallest step the rows of the matrix, if that of its columns is not.
   */
  private void makeRows(int[] which) {
    int rows = extents.length - 2;
    int densest = rows;
    for (int axis = 0; axis < rows; axis++) {
      boolean isDenser = which[axis] > 0 && which[axis] < which[densest];
      densest = isDenser && which[axis] < which[rows + 1] ? axis : densest;
    }
    for (int[] each : new int[][] {steps, outSteps, extents}) {
      int swapped = each[densest];
      each[densest] = each[rows];
      each[rows] = swapped;
    }
  }

  private boolean isTransposed(int[] which) {
    int last = which.length - 1;
    return which[last - 1] > 0 && which[last - 1] < which[last];
  }

  void copy(RowKernels kernels, int threads) {
    int outer = 1;
    for (int axis = 0; axis < extents.length - 2; axis++) {
      outer *= extents[axis];
    }
    int rows = extents[extents.length - 2];
    int columns = extents[extents.length - 1];
    if (outer * rows * columns == 0) {
      return;
    }
    boolean tiled = isTransposed(steps) || isTransposed(outSteps);
    int width = tiled ? TILE : Math.min(columns, GRAIN);
    int height = tiled ? TILE : Math.min(rows, Math.max(1, GRAIN / width));
    int across = Math.ceilDiv(columns, width);
    int pieces = across * Math.ceilDiv(rows, height);
    int perTask = Math.max(1, GRAIN / (width * height));
    int all = outer * pieces;
    Parallel.run(
        threads,
        Math.ceilDiv(all, perTask),
        task -> {
          for (int i = task * perTask; i < Math.min(all, (task + 1) * perTask); i++) {
            int row = i % pieces / across * height;
            int column = i % across * width;
            piece(
                kernels,
                i / pieces,
                row,
                Math.min(rows, row + height),
                column,
                Math.min(columns - column, width));
          }
        });
  }

  /** Some rows of some columns of one of the matrices. */
  private void piece(RowKernels kernels, int matrix, int row, int end, int column, int n) {
    int last = extents.length - 1;
    int read = from + column * steps[last];
    int write = to + column * outSteps[last];
    for (int axis = last - 2; axis >= 0; axis--) {
      read += matrix % extents[axis] * steps[axis];
      write += matrix % extents[axis] * outSteps[axis];
      matrix /= extents[axis];
    }
    int rowStep = steps[last - 1];
    int outRowStep = outSteps[last - 1];
    for (int i = row; i < end; i++) {
      row(kernels, read + i * rowStep, steps[last], write + i * outRowStep, outSteps[last], n);
    }
  }

  private void row(RowKernels kernels, int read, int step, int write, int outStep, int n) {
    if (step == 1 && outStep == 1) {
      System.arraycopy(source, read, target, write, n);
    } else if (step == 0 && outStep == 1) {
      Arrays.fill(target, write, write + n, source[read]);
    } else if (step == 2 && outStep == 1) {
      kernels.everySecond(source, read, target, write, n);
    } else {
      for (int i = 0; i < n; i++) {
        target[write + i * outStep] = source[read + i * step];
      }
    }
  }
}
