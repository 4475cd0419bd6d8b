package dev.rankine.engine.cpu;

import dev.rankine.engine.Matrix;

/**
 * A matrix product over a fixed grid of blocks of C, each one task. The grid halves the longer side
 * until a block is about 1.5 million multiply-adds or there are 64 blocks: it depends on the shape
 * alone, and since each element of C is one chain, it does not matter for the result.
 */
record CpuGemm(Kernels kernels, int threads) {
  private static final long GRAIN = 3 << 19;
  private static final int MAX_BLOCKS = 64;
  private static final int SMALLEST_SIDE = 32;

  void multiply(float alpha, Operand a, Operand b, float beta, Operand c, int k) {
    int m = c.rows();
    int n = c.columns();
    int mStep = m;
    int nStep = n;
    int blocks = 1;
    while ((long) mStep * nStep * k > GRAIN && blocks < MAX_BLOCKS) {
      boolean splitColumns = nStep >= mStep;
      int half = (splitColumns ? nStep : mStep) + 1 >> 1;
      int rounded = Math.ceilDiv(half, SMALLEST_SIDE) * SMALLEST_SIDE;
      if (rounded >= (splitColumns ? nStep : mStep)) {
        break;
      }
      nStep = splitColumns ? rounded : nStep;
      mStep = splitColumns ? mStep : rounded;
      blocks = Math.ceilDiv(m, mStep) * Math.ceilDiv(n, nStep);
    }
    run(alpha, a, b, beta, c, k, Math.max(1, mStep), Math.max(1, nStep));
  }

  private void run(
      float alpha, Operand a, Operand b, float beta, Operand c, int k, int mStep, int nStep) {
    int columns = Math.ceilDiv(c.columns(), nStep);
    Parallel.run(
        threads,
        Math.ceilDiv(c.rows(), mStep) * columns,
        task -> {
          int i = task / columns * mStep;
          int j = task % columns * nStep;
          kernels.gemm(
              Math.min(mStep, c.rows() - i),
              Math.min(nStep, c.columns() - j),
              k,
              alpha,
              a.data(),
              a.at(i, 0),
              a.rowStride(),
              a.columnStride(),
              b.data(),
              b.at(0, j),
              b.rowStride(),
              b.columnStride(),
              beta,
              c.data(),
              c.at(i, j),
              c.rowStride());
        });
  }

  /** A matrix view resolved to its array; one of the strides is 1. */
  record Operand(float[] data, int offset, int rows, int columns, int rowStride, int columnStride) {
    static Operand of(Matrix view, float[] data) {
      return new Operand(
          data,
          view.tensor().offset() + view.offset(),
          view.rows(),
          view.columns(),
          view.transposed() ? 1 : view.ld(),
          view.transposed() ? view.ld() : 1);
    }

    int at(int i, int j) {
      return offset + i * rowStride + j * columnStride;
    }
  }
}
