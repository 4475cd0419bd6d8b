package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.bytes;
import static dev.rankine.engine.ArrayStorage.floats;
import static dev.rankine.engine.ArrayStorage.ints;

import dev.rankine.engine.Along;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Tensor;

/** What only moves numbers, or compares them: copies, gathers, scatters, arg-maxima. */
final class Movement {
  /** Elements per task. */
  private static final int GRAIN = 1 << 13;

  /** Elements per task where they are only copied: 128 KiB. */
  private static final int COPY_GRAIN = 1 << 15;

  /** What to do with elements {@code from} to {@code to}. */
  private interface Range {
    void run(int from, int to);
  }

  private Movement() {}

  /** Parallel over stretches of rows. */
  static void copy(int threads, Gemm.Operand x, Gemm.Operand out) {
    int stretch = Math.min(Math.max(1, x.columns()), COPY_GRAIN);
    int perRow = Math.ceilDiv(x.columns(), stretch);
    int stretches = x.rows() * perRow;
    int perTask = COPY_GRAIN / stretch;
    Parallel.run(
        threads,
        Math.ceilDiv(stretches, perTask),
        task -> {
          int last = Math.min(stretches, (task + 1) * perTask);
          for (int i = task * perTask; i < last; i++) {
            int column = i % perRow * stretch;
            copy(x, out, i / perRow, column, Math.min(x.columns(), column + stretch));
          }
        });
  }

  /** Columns {@code from} to {@code to} of a row. */
  private static void copy(Gemm.Operand x, Gemm.Operand out, int row, int from, int to) {
    if (x.columnStride() == 1 && out.columnStride() == 1) {
      System.arraycopy(x.data(), x.at(row, from), out.data(), out.at(row, from), to - from);
      return;
    }
    for (int j = from; j < to; j++) {
      out.data()[out.at(row, j)] = x.data()[x.at(row, j)];
    }
  }

  /** Parallel over rows. */
  static void gather(int threads, Tensor table, Indices rows, Tensor out) {
    int[] index = ints(rows);
    int first = rows.offset();
    Rules.indices("gather", index, first, rows.size(), table.shape().dim(0));
    int row = table.shape().product(1, table.shape().rank());
    float[] source = floats(table);
    float[] target = floats(out);
    int perTask = Math.max(1, COPY_GRAIN / Math.max(1, row));
    Parallel.run(
        threads,
        Math.ceilDiv(rows.size(), perTask),
        task -> {
          int last = Math.min(rows.size(), (task + 1) * perTask);
          for (int i = task * perTask; i < last; i++) {
            int from = table.offset() + index[first + i] * row;
            System.arraycopy(source, from, target, out.offset() + i * row, row);
          }
        });
  }

  /** Rows of bytes as reals, parallel over rows. */
  static void gatherBytes(
      Kernels kernels, int threads, Bytes table, Indices rows, float divisor, Tensor out) {
    int[] index = ints(rows);
    int first = rows.offset();
    int count = rows.size();
    Rules.indices("gather", index, first, count, table.shape().dim(0));
    int row = table.shape().product(1, table.shape().rank());
    byte[] source = bytes(table);
    float[] target = floats(out);
    int perTask = Math.max(1, GRAIN / Math.max(1, row));
    Parallel.run(
        threads,
        Math.ceilDiv(count, perTask),
        task -> {
          int last = Math.min(count, (task + 1) * perTask);
          for (int i = task * perTask; i < last; i++) {
            int from = table.offset() + index[first + i] * row;
            kernels.quotients(source, from, divisor, target, out.offset() + i * row, row);
          }
        });
  }

  static void scatterAdd(Kernels kernels, Tensor x, Indices rows, Tensor out) {
    int[] index = ints(rows);
    int first = rows.offset();
    Rules.indices("scatter_add", index, first, rows.size(), out.shape().dim(0));
    int row = x.shape().product(1, x.shape().rank());
    float[] source = floats(x);
    float[] target = floats(out);
    for (int i = 0; i < rows.size(); i++) {
      int to = out.offset() + index[first + i] * row;
      int from = x.offset() + i * row;
      kernels.zip(Binary.ADD, target, to, 1, source, from, 1, target, to, row);
    }
  }

  static void gatherAlong(int threads, Along along, Tensor x, Indices index, Tensor out) {
    int[] positions = ints(index);
    int first = index.offset();
    Rules.indices("gather_along", positions, first, index.size(), along.extent());
    float[] source = floats(x);
    float[] target = floats(out);
    eachGroup(
        threads,
        along,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            target[out.offset() + i] = source[x.offset() + along.source(i, positions[first + i])];
          }
        });
  }

  /** Groups share no element of the output, so each goes on in ascending order by itself. */
  static void scatterAddAlong(int threads, Along along, Tensor x, Indices index, Tensor out) {
    int[] positions = ints(index);
    int first = index.offset();
    Rules.indices("scatter_add_along", positions, first, index.size(), along.extent());
    float[] source = floats(x);
    float[] target = floats(out);
    eachGroup(
        threads,
        along,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            target[out.offset() + along.source(i, positions[first + i])] += source[x.offset() + i];
          }
        });
  }

  private static void eachGroup(int threads, Along along, Range body) {
    int perTask = Math.max(1, GRAIN / Math.max(1, along.group()));
    Parallel.run(
        threads,
        Math.ceilDiv(along.outer(), perTask),
        task -> {
          int last = Math.min(along.outer(), (task + 1) * perTask);
          body.run(task * perTask * along.group(), last * along.group());
        });
  }

  static void argmax(Tensor x, Indices out) {
    float[] source = floats(x);
    int[] target = ints(out);
    int columns = x.shape().dim(1);
    for (int i = 0; i < out.size(); i++) {
      int row = x.offset() + i * columns;
      int best = 0;
      for (int j = 1; j < columns; j++) {
        if (ScalarKernels.isLarger(source[row + j], source[row + best])) {
          best = j;
        }
      }
      target[out.offset() + i] = best;
    }
  }
}
