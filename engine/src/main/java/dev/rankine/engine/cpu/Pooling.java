package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;
import static dev.rankine.engine.ArrayStorage.ints;

import dev.rankine.engine.Indices;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Max-pooling and its gradient, parallel over planes. */
record Pooling(Kernels kernels, int threads) {
  private static final int GRAIN = 1 << 14;

  void forward(Pool2dGeometry g, Tensor x, Tensor y, Indices argmax) {
    int step = planesPerTask(g);
    float[] source = floats(x);
    float[] target = floats(y);
    int[] index = ints(argmax);
    Parallel.run(
        threads,
        Math.ceilDiv(g.planes(), step),
        task -> {
          int to = Math.min(g.planes(), (task + 1) * step);
          kernels.maxPool2d(
              g, task * step, to, source, x.offset(), target, y.offset(), index, argmax.offset());
        });
  }

  void backward(Pool2dGeometry g, Tensor dy, Indices argmax, Tensor dx) {
    int outputs = g.outH() * g.outW();
    int inputs = g.height() * g.width();
    float[] gradient = floats(dy);
    float[] target = floats(dx);
    int[] index = ints(argmax);
    eachPlane(
        g,
        plane -> {
          int base = dx.offset() + plane * inputs;
          Arrays.fill(target, base, base + inputs, 0);
          int from = dy.offset() + plane * outputs;
          int at = argmax.offset() + plane * outputs;
          for (int i = 0; i < outputs; i++) {
            target[base + index[at + i]] += gradient[from + i];
          }
        });
  }

  private void eachPlane(Pool2dGeometry g, IntConsumer body) {
    int step = planesPerTask(g);
    Parallel.run(
        threads,
        Math.ceilDiv(g.planes(), step),
        task -> {
          for (int p = task * step; p < Math.min(g.planes(), (task + 1) * step); p++) {
            body.accept(p);
          }
        });
  }

  private static int planesPerTask(Pool2dGeometry g) {
    return Math.max(1, GRAIN / (g.height() * g.width()));
  }
}
