package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.cpu.Gemm;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Bias and ReLU over the rows of a block of C that has just been computed. */
final class VectorFinish {
  private VectorFinish() {}

  /** The block of m rows from i and n columns from j. */
  static void rows(Gemm g, int i, int m, int j, int n) {
    Gemm.Finish finish = g.finish();
    if (finish.isNone()) {
      return;
    }
    for (int row = i; row < i + m; row++) {
      int at = g.c().at(row, j);
      add(n, finish.bias(), finish.offset() + j, g.c().data(), at);
      if (finish.relu()) {
        relu(n, g.c().data(), at);
      }
    }
  }

  static void add(int n, float[] bias, int bo, float[] c, int co) {
    int j = 0;
    for (; j <= n - COUNT; j += COUNT) {
      FloatVector b = FloatVector.fromArray(FLOAT, bias, bo + j);
      FloatVector.fromArray(FLOAT, c, co + j).add(b).intoArray(c, co + j);
    }
    for (; j < n; j++) {
      c[co + j] += bias[bo + j];
    }
  }

  static void relu(int n, float[] c, int co) {
    int j = 0;
    for (; j <= n - COUNT; j += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOAT, c, co + j);
      v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(c, co + j);
    }
    for (; j < n; j++) {
      c[co + j] = c[co + j] <= 0 ? 0 : c[co + j];
    }
  }
}
