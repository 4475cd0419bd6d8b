package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.cpu.Gemm;
import dev.rankine.engine.cpu.Team;
import jdk.incubator.vector.FloatVector;

/**
 * A product in which one operand is a vector: y ← y + Σ x[p]·M[p, ·]. Each element of the matrix is
 * used once, so nothing is packed.
 *
 * <pre>
 *   M = 1:  y row of C,     x = alpha·A,  M = B          N = 1:  y column of C,  x = B,  M = Aᵀ
 * </pre>
 */
final class VectorGemv {
  /** Lines for each thread at least. */
  private static final int GRAIN = 64;

  /** No index. */
  private static final int NEVER = -1;

  private final int k;
  private final int n;
  private final float[] matrix;
  private final int offset;
  private final int step;
  private final int line;
  private final float[] x;
  private final float[] y;
  private final int yo;

  private VectorGemv(
      int k, int n, Gemm.Operand m, int step, int line, float[] x, float[] y, int yo) {
    this.k = k;
    this.n = n;
    this.matrix = m.data();
    this.offset = m.offset();
    this.step = step;
    this.line = line;
    this.x = x;
    this.y = y;
    this.yo = yo;
  }

  /** Where A is the matrix, its elements would have to be scaled. */
  static boolean covers(Gemm g) {
    return g.m() == 1 || (g.n() == 1 && g.alpha() == 1);
  }

  static void multiply(Team team, Gemm g) {
    Workspace space = Workspace.get();
    float[] x = space.floats(Workspace.ROWS, g.k());
    float[] c = g.c().data();
    int co = g.c().offset();
    if (g.m() == 1) {
      for (int p = 0; p < g.k(); p++) {
        x[p] = g.alpha() * g.a().data()[g.a().at(0, p)];
      }
      for (int j = co; j < co + g.n(); j++) {
        c[j] = g.beta() == 0 ? 0 : g.beta() * c[j];
      }
      Gemm.Operand b = g.b();
      new VectorGemv(g.k(), g.n(), b, b.rowStride(), b.columnStride(), x, c, co).run(team);
      VectorFinish.rows(g, 0, 1, 0, g.n());
      return;
    }
    int ldc = g.c().rowStride();
    float[] y = space.floats(Workspace.PANELS, g.m());
    for (int p = 0; p < g.k(); p++) {
      x[p] = g.b().data()[g.b().at(p, 0)];
    }
    for (int i = 0; i < g.m(); i++) {
      y[i] = g.beta() == 0 ? 0 : g.beta() * c[co + i * ldc];
    }
    Gemm.Operand a = g.a();
    new VectorGemv(g.k(), g.m(), a, a.columnStride(), a.rowStride(), x, y, 0).run(team);
    for (int i = 0; i < g.m(); i++) {
      c[co + i * ldc] = y[i];
    }
    VectorFinish.rows(g, 0, g.m(), 0, 1);
  }

  private void run(Team team) {
    int share = Math.max(GRAIN, Math.ceilDiv(n, team.threads() * COUNT) * COUNT);
    team.run(
        Math.ceilDiv(n, share),
        task -> {
          int from = task * share;
          int to = Math.min(n, from + share);
          if (line == 1) {
            alongLines(from, to);
          } else {
            alongSteps(from, to);
          }
        });
  }

  /** Stored steps: four of them at a time pass over y. */
  private void alongLines(int from, int to) {
    int p = 0;
    for (; p <= k - 4; p += 4) {
      int at = offset + p * step;
      addFour(to - from, x, p, matrix, at + from, step, y, yo + from);
    }
    for (; p < k; p++) {
      addOne(to - from, x[p], matrix, offset + p * step + from, y, yo + from);
    }
  }

  static void addFour(int n, float[] x, int p, float[] m, int mo, int step, float[] y, int yo) {
    FloatVector x0 = FloatVector.broadcast(FLOAT, x[p]);
    FloatVector x1 = FloatVector.broadcast(FLOAT, x[p + 1]);
    FloatVector x2 = FloatVector.broadcast(FLOAT, x[p + 2]);
    FloatVector x3 = FloatVector.broadcast(FLOAT, x[p + 3]);
    int j = 0;
    for (; j <= n - COUNT; j += COUNT) {
      FloatVector sum = FloatVector.fromArray(FLOAT, y, yo + j);
      sum = FloatVector.fromArray(FLOAT, m, mo + j).fma(x0, sum);
      sum = FloatVector.fromArray(FLOAT, m, mo + step + j).fma(x1, sum);
      sum = FloatVector.fromArray(FLOAT, m, mo + 2 * step + j).fma(x2, sum);
      sum = FloatVector.fromArray(FLOAT, m, mo + 3 * step + j).fma(x3, sum);
      sum.intoArray(y, yo + j);
    }
    for (; j < n; j++) {
      for (int q = 0; q < 4; q++) {
        y[yo + j] = Math.fma(x[p + q], m[mo + q * step + j], y[yo + j]);
      }
    }
  }

  static void addOne(int n, float factor, float[] m, int mo, float[] y, int yo) {
    FloatVector x = FloatVector.broadcast(FLOAT, factor);
    int j = 0;
    for (; j <= n - COUNT; j += COUNT) {
      FloatVector sum = FloatVector.fromArray(FLOAT, y, yo + j);
      FloatVector.fromArray(FLOAT, m, mo + j).fma(x, sum).intoArray(y, yo + j);
    }
    for (; j < n; j++) {
      y[yo + j] = Math.fma(factor, m[mo + j], y[yo + j]);
    }
  }

  /** Stored lines: the chains of eight at a time. */
  private void alongSteps(int from, int to) {
    int j = from;
    for (; matrix.length <= Workspace.MOST && j <= to - 8; j += 8) {
      dots(k, x, matrix, offset + j * line, line, y, yo + j, NEVER);
    }
    for (; j < to; j++) {
      float sum = y[yo + j];
      for (int p = 0; p < k; p++) {
        sum = Math.fma(x[p], matrix[offset + j * line + p], sum);
      }
      y[yo + j] = sum;
    }
  }

  /**
   * No index of the matrix may reach 2³⁰. A branch that never goes keeps C2 from putting many steps
   * of a chain in a row: 0.17 ns an element, beside 0.26 without it (Zen 4). Transposing blocks in
   * registers to fill the lanes took longer with 1024 columns, whose rows compete for a set of the
   * cache.
   */
  static void dots(int k, float[] x, float[] m, int mo, int line, float[] y, int yo, int never) {
    float y0 = y[yo];
    float y1 = y[yo + 1];
    float y2 = y[yo + 2];
    float y3 = y[yo + 3];
    float y4 = y[yo + 4];
    float y5 = y[yo + 5];
    float y6 = y[yo + 6];
    float y7 = y[yo + 7];
    int m0 = Hints.index(mo);
    int m1 = Hints.index(mo + line);
    int m2 = Hints.index(mo + 2 * line);
    int m3 = Hints.index(mo + 3 * line);
    int m4 = Hints.index(mo + 4 * line);
    int m5 = Hints.index(mo + 5 * line);
    int m6 = Hints.index(mo + 6 * line);
    int m7 = Hints.index(mo + 7 * line);
    int end = Hints.index(k);
    for (int p = 0; p < end; p++) {
      y0 = Math.fma(x[p], m[m0 + p], y0);
      y1 = Math.fma(x[p], m[m1 + p], y1);
      y2 = Math.fma(x[p], m[m2 + p], y2);
      y3 = Math.fma(x[p], m[m3 + p], y3);
      y4 = Math.fma(x[p], m[m4 + p], y4);
      y5 = Math.fma(x[p], m[m5 + p], y5);
      y6 = Math.fma(x[p], m[m6 + p], y6);
      y7 = Math.fma(x[p], m[m7 + p], y7);
      if (p == never) {
        never();
      }
    }
    y[yo] = y0;
    y[yo + 1] = y1;
    y[yo + 2] = y2;
    y[yo + 3] = y3;
    y[yo + 4] = y4;
    y[yo + 5] = y5;
    y[yo + 6] = y6;
    y[yo + 7] = y7;
  }

  /** Where no index leads. */
  private static void never() {
    throw new AssertionError();
  }
}
