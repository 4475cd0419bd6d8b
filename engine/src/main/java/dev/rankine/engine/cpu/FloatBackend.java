package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.Along;
import dev.rankine.engine.ArrayStorage;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.HostBackend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.MovementRules;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Storage;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.View;
import java.util.Arrays;

/** What the cpu backend moves and does not compute with: transfers, copies, gathers, scatters. */
abstract class FloatBackend extends HostBackend {
  /** Elements per task of an elementwise op: 128 KiB an operand. */
  private static final int GRAIN = 1 << 15;

  private static final Kernels PLAIN = KernelChoice.scalar();

  final Kernels kernels;
  final WarmUp warmUp;
  private volatile int threads;

  FloatBackend(Kernels kernels, int threads, WarmUp warmUp) {
    this.kernels = kernels;
    this.warmUp = warmUp;
    limitThreads(threads);
  }

  /**
   * The kernels for an op that has not waited for the warm-up: while it lasts, the plain ones. They
   * are faster than vector loops that are not compiled, and keep C2 from compiling pieces of those.
   */
  final Kernels loops() {
    return warmUp.has(WarmLoop.Group.LIGHT) ? kernels : PLAIN;
  }

  /** The kernels for an op of so many multiply-adds; waits for its loops if those are many. */
  final Kernels loops(long work, WarmLoop.Group group) {
    return warmUp.await(work, group) ? kernels : PLAIN;
  }

  @Override
  public final void limitThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + ": at least 1 is needed");
    }
    this.threads = threads;
  }

  /** The most threads that it may use, the caller included. */
  final int threads() {
    return threads;
  }

  @Override
  protected final Storage allocateReals(int elements) {
    return ArrayStorage.floats(this, elements);
  }

  @Override
  public final void upload(float[] values, Tensor out) {
    Rules.owned("upload", this, out);
    Rules.transfer("upload", values.length, out);
    System.arraycopy(values, 0, floats(out), out.offset(), values.length);
  }

  @Override
  public final void upload(double[] values, Tensor out) {
    Rules.owned("upload", this, out);
    Rules.transfer("upload", values.length, out);
    float[] target = floats(out);
    for (int i = 0; i < values.length; i++) {
      target[out.offset() + i] = (float) values[i];
    }
  }

  @Override
  public final void download(Tensor x, float[] out) {
    Rules.owned("download", this, x);
    Rules.transfer("download", out.length, x);
    System.arraycopy(floats(x), x.offset(), out, 0, out.length);
  }

  @Override
  public final void download(Tensor x, double[] out) {
    Rules.owned("download", this, x);
    Rules.transfer("download", out.length, x);
    float[] source = floats(x);
    for (int i = 0; i < out.length; i++) {
      out[i] = source[x.offset() + i];
    }
  }

  @Override
  public final void fill(double value, Tensor out) {
    Rules.owned("fill", this, out);
    float[] target = floats(out);
    chunks(
        out.size(),
        (at, n) -> Arrays.fill(target, out.offset() + at, out.offset() + at + n, (float) value));
  }

  @Override
  public final void copy(Matrix x, Matrix out) {
    Rules.owned("copy", this, x.tensor(), out.tensor());
    Rules.copy(x, out);
    Movement.copy(threads, operand(x), operand(out));
  }

  static Gemm.Operand operand(Matrix view) {
    return Gemm.Operand.of(view, floats(view.tensor()));
  }

  @Override
  public final void copy(View x, View out) {
    Rules.owned("copy", this, x.tensor(), out.tensor());
    MovementRules.copy(x, out);
    StridedCopy.of(x, out).copy(loops().rows(), threads);
  }

  @Override
  public final void gather(Tensor table, Indices rows, Tensor out) {
    Rules.owned("gather", this, table, rows, out);
    Rules.gather(table, rows, out);
    Movement.gather(threads, table, rows, out);
  }

  @Override
  public final void gather(Bytes table, Indices rows, double divisor, Tensor out) {
    Rules.owned("gather", this, table, rows, out);
    Rules.gather(table, rows, out);
    Movement.gatherBytes(loops(), threads, table, rows, (float) divisor, out);
  }

  @Override
  public final void scatterAddInPlace(Tensor x, Indices rows, Tensor out) {
    Rules.owned("scatter_add", this, x, rows, out);
    Rules.scatterAdd(x, rows, out);
    Movement.scatterAdd(loops(), x, rows, out);
  }

  @Override
  public final void gatherAlong(Tensor x, int axis, Indices index, Tensor out) {
    Rules.owned("gather_along", this, x, index, out);
    MovementRules.along("gather_along", x, axis, index, out);
    Movement.gatherAlong(threads, Along.of(x.shape(), axis, out.shape()), x, index, out);
  }

  @Override
  public final void scatterAddAlongInPlace(Tensor x, int axis, Indices index, Tensor out) {
    Rules.owned("scatter_add_along", this, x, index, out);
    MovementRules.along("scatter_add_along", out, axis, index, x);
    Movement.scatterAddAlong(threads, Along.of(out.shape(), axis, x.shape()), x, index, out);
  }

  @Override
  public final void keep(Philox random, double probability, Tensor out) {
    Rules.owned("keep", this, out);
    MovementRules.keep(probability);
    float kept = 1 / (float) probability;
    float[] target = floats(out);
    for (int i = out.offset(); i < out.offset() + out.size(); i++) {
      target[i] = random.nextFloat() < probability ? kept : 0;
    }
  }

  /** What to do with one stretch of elements. */
  interface Chunk {
    void run(int at, int n);
  }

  /** Splits so many elements into tasks. */
  final void chunks(int size, Chunk body) {
    Parallel.run(
        threads,
        Math.ceilDiv(size, GRAIN),
        task -> body.run(task * GRAIN, Math.min(GRAIN, size - task * GRAIN)));
  }

  /** How many stretches of this length make one task. */
  static int perTask(int length) {
    return Math.max(1, GRAIN / Math.max(1, length));
  }
}
