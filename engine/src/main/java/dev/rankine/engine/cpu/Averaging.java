package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.AveragePool2dGeometry;
import dev.rankine.engine.AveragePool2dGeometry.Windows;
import dev.rankine.engine.Tensor;
import java.util.Arrays;

/** Average pooling and its gradient, parallel over planes. One chain a window, in row order. */
record Averaging(AveragePool2dGeometry geometry, int threads) {
  private static final int GRAIN = 1 << 14;

  private interface Plane {
    void run(int plane);
  }

  void forward(Tensor x, Tensor y) {
    float[] source = floats(x);
    float[] target = floats(y);
    Windows rows = geometry.rows();
    Windows columns = geometry.columns();
    eachPlane(
        plane -> {
          int base = x.offset() + plane * rows.extent() * columns.extent();
          int at = y.offset() + plane * rows.count() * columns.count();
          for (int i = 0; i < rows.count(); i++) {
            for (int j = 0; j < columns.count(); j++) {
              float sum = 0;
              for (int h = rows.from(i); h < rows.to(i); h++) {
                int row = base + h * columns.extent();
                for (int w = row + columns.from(j); w < row + columns.to(j); w++) {
                  sum += source[w];
                }
              }
              target[at++] = sum / elements(i, j);
            }
          }
        });
  }

  void backward(Tensor dy, Tensor dx) {
    float[] source = floats(dy);
    float[] target = floats(dx);
    Windows rows = geometry.rows();
    Windows columns = geometry.columns();
    eachPlane(
        plane -> {
          int base = dx.offset() + plane * rows.extent() * columns.extent();
          int at = dy.offset() + plane * rows.count() * columns.count();
          Arrays.fill(target, base, base + rows.extent() * columns.extent(), 0);
          for (int i = 0; i < rows.count(); i++) {
            for (int j = 0; j < columns.count(); j++) {
              float share = source[at++] / elements(i, j);
              for (int h = rows.from(i); h < rows.to(i); h++) {
                int row = base + h * columns.extent();
                for (int w = row + columns.from(j); w < row + columns.to(j); w++) {
                  target[w] += share;
                }
              }
            }
          }
        });
  }

  private float elements(int i, int j) {
    Windows rows = geometry.rows();
    Windows columns = geometry.columns();
    return (rows.to(i) - rows.from(i)) * (columns.to(j) - columns.from(j));
  }

  private void eachPlane(Plane body) {
    int planes = geometry.planes();
    int pixels = geometry.rows().extent() * geometry.columns().extent();
    int step = Math.max(1, GRAIN / pixels);
    Parallel.run(
        threads,
        Math.ceilDiv(planes, step),
        task -> {
          for (int plane = task * step; plane < Math.min(planes, (task + 1) * step); plane++) {
            body.run(plane);
          }
        });
  }
}
