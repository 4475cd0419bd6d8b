package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.AveragePool2dGeometry;
import dev.rankine.engine.AveragePool2dGeometry.Windows;
import dev.rankine.engine.Tensor;
import java.util.Arrays;

/**
 * Average pooling and its gradient, parallel over planes. One chain a window, in row order; the
 * windows of four planes go on side by side, so that no addition waits for the one before it.
 */
final class Averaging {
  private static final int GRAIN = 1 << 14;

  private interface Planes {
    void run(int from, int to);
  }

  /** The stretches of one axis. */
  private record Stretches(int extent, int[] from, int[] to) {
    static Stretches of(Windows windows) {
      int[] from = new int[windows.count()];
      int[] to = new int[windows.count()];
      Arrays.setAll(from, windows::from);
      Arrays.setAll(to, windows::to);
      return new Stretches(windows.extent(), from, to);
    }

    int count() {
      return from.length;
    }

    int length(int i) {
      return to[i] - from[i];
    }
  }

  private final int threads;
  private final int planes;
  private final Stretches rows;
  private final Stretches columns;
  private final int pixels;
  private final int outputs;

  Averaging(AveragePool2dGeometry geometry, int threads) {
    this.threads = threads;
    this.planes = geometry.planes();
    this.rows = Stretches.of(geometry.rows());
    this.columns = Stretches.of(geometry.columns());
    this.pixels = rows.extent() * columns.extent();
    this.outputs = rows.count() * columns.count();
  }

  void forward(Tensor x, Tensor y) {
    float[] source = floats(x);
    float[] target = floats(y);
    eachTask(
        (from, to) -> {
          int plane = from;
          for (; plane + 4 <= to; plane += 4) {
            four(source, x.offset() + plane * pixels, target, y.offset() + plane * outputs);
          }
          for (; plane < to; plane++) {
            one(source, x.offset() + plane * pixels, target, y.offset() + plane * outputs);
          }
        });
  }

  private void four(float[] x, int base, float[] y, int at) {
    for (int i = 0; i < rows.count(); i++) {
      for (int j = 0; j < columns.count(); j++) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int width = columns.length(j);
        for (int h = rows.from[i]; h < rows.to[i]; h++) {
          int first = base + h * columns.extent() + columns.from[j];
          for (int w = first; w < first + width; w++) {
            s0 += x[w];
            s1 += x[w + pixels];
            s2 += x[w + 2 * pixels];
            s3 += x[w + 3 * pixels];
          }
        }
        float elements = rows.length(i) * width;
        y[at] = s0 / elements;
        y[at + outputs] = s1 / elements;
        y[at + 2 * outputs] = s2 / elements;
        y[at + 3 * outputs] = s3 / elements;
        at++;
      }
    }
  }

  private void one(float[] x, int base, float[] y, int at) {
    for (int i = 0; i < rows.count(); i++) {
      for (int j = 0; j < columns.count(); j++) {
        float sum = 0;
        for (int h = rows.from[i]; h < rows.to[i]; h++) {
          int row = base + h * columns.extent();
          for (int w = row + columns.from[j]; w < row + columns.to[j]; w++) {
            sum += x[w];
          }
        }
        y[at++] = sum / (rows.length(i) * columns.length(j));
      }
    }
  }

  void backward(Tensor dy, Tensor dx) {
    float[] source = floats(dy);
    float[] target = floats(dx);
    eachTask(
        (from, to) -> {
          for (int plane = from; plane < to; plane++) {
            spread(source, dy.offset() + plane * outputs, target, dx.offset() + plane * pixels);
          }
        });
  }

  /** Rows that the same windows cover are alike: one of them is computed, the others copied. */
  private void spread(float[] dy, int at, float[] dx, int base) {
    int width = columns.extent();
    int first = 0;
    int behind = 0;
    int end;
    for (int h = 0; h < rows.extent(); h = end) {
      while (first < rows.count() && rows.to[first] <= h) {
        first++;
      }
      while (behind < rows.count() && rows.from[behind] <= h) {
        behind++;
      }
      end = behind < rows.count() ? rows.from[behind] : rows.extent();
      end = first < behind ? Math.min(end, rows.to[first]) : end;
      int row = base + h * width;
      Arrays.fill(dx, row, row + width, 0);
      for (int i = first; i < behind; i++) {
        addRow(dy, at + i * columns.count(), rows.length(i), dx, row);
      }
      for (int other = h + 1; other < end; other++) {
        System.arraycopy(dx, row, dx, base + other * width, width);
      }
    }
  }

  /** What the windows beside each other give to each element of a row. */
  private void addRow(float[] dy, int at, int height, float[] dx, int row) {
    for (int j = 0; j < columns.count(); j++) {
      float share = dy[at + j] / (height * columns.length(j));
      for (int w = row + columns.from[j]; w < row + columns.to[j]; w++) {
        dx[w] += share;
      }
    }
  }

  private void eachTask(Planes body) {
    int step = Math.max(1, GRAIN / pixels);
    Parallel.run(
        threads,
        Math.ceilDiv(planes, step),
        task -> body.run(task * step, Math.min(planes, (task + 1) * step)));
  }
}
