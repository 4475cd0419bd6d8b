package dev.rankine.engine.reference;

import static dev.rankine.engine.ArrayStorage.bytes;
import static dev.rankine.engine.ArrayStorage.doubles;

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

/** What the reference backend moves and does not compute with, in plain loops. */
abstract class DoubleBackend extends HostBackend {
  @Override
  protected final Storage allocateReals(int elements) {
    return ArrayStorage.doubles(this, elements);
  }

  @Override
  public final void upload(float[] values, Tensor out) {
    Rules.owned("upload", this, out);
    Rules.transfer("upload", values.length, out);
    for (int i = 0; i < values.length; i++) {
      doubles(out)[out.offset() + i] = values[i];
    }
  }

  @Override
  public final void upload(double[] values, Tensor out) {
    Rules.owned("upload", this, out);
    Rules.transfer("upload", values.length, out);
    System.arraycopy(values, 0, doubles(out), out.offset(), values.length);
  }

  @Override
  public final void download(Tensor x, float[] out) {
    Rules.owned("download", this, x);
    Rules.transfer("download", out.length, x);
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) doubles(x)[x.offset() + i];
    }
  }

  @Override
  public final void download(Tensor x, double[] out) {
    Rules.owned("download", this, x);
    Rules.transfer("download", out.length, x);
    System.arraycopy(doubles(x), x.offset(), out, 0, out.length);
  }

  @Override
  public final void fill(double value, Tensor out) {
    Rules.owned("fill", this, out);
    Arrays.fill(doubles(out), out.offset(), out.offset() + out.size(), value);
  }

  @Override
  public final void copy(Matrix x, Matrix out) {
    Rules.owned("copy", this, x.tensor(), out.tensor());
    Rules.copy(x, out);
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        doubles(out.tensor())[index(out, i, j)] = doubles(x.tensor())[index(x, i, j)];
      }
    }
  }

  @Override
  public final void copy(View x, View out) {
    Rules.owned("copy", this, x.tensor(), out.tensor());
    MovementRules.copy(x, out);
    for (int i = 0; i < out.shape().size(); i++) {
      doubles(out.tensor())[index(out, i)] = doubles(x.tensor())[index(x, i)];
    }
  }

  /** Where the element is that comes so many after the first, row-major. */
  private static int index(View view, int element) {
    int at = view.tensor().offset() + view.offset();
    for (int axis = view.shape().rank() - 1; axis >= 0; axis--) {
      at += element % view.shape().dim(axis) * view.stride(axis);
      element /= view.shape().dim(axis);
    }
    return at;
  }

  static int index(Matrix view, int i, int j) {
    int inTensor = view.transposed() ? j * view.ld() + i : i * view.ld() + j;
    return view.tensor().offset() + view.offset() + inTensor;
  }

  @Override
  public final void gather(Tensor table, Indices rows, Tensor out) {
    Rules.owned("gather", this, table, rows, out);
    Rules.gather(table, rows, out);
    copyRows(doubles(table), table, rows, doubles(out), out);
  }

  @Override
  public final void gather(Bytes table, Indices rows, double divisor, Tensor out) {
    Rules.owned("gather", this, table, rows, out);
    Rules.gather(table, rows, out);
    int[] index = Rules.rows("gather", rows, table.shape().dim(0));
    int row = table.shape().product(1, table.shape().rank());
    for (int i = 0; i < out.size(); i++) {
      int value = bytes(table)[table.offset() + index[i / row] * row + i % row] & 0xFF;
      doubles(out)[out.offset() + i] = value / divisor;
    }
  }

  @Override
  public final void scatterAddInPlace(Tensor x, Indices rows, Tensor out) {
    Rules.owned("scatter_add", this, x, rows, out);
    Rules.scatterAdd(x, rows, out);
    int[] index = Rules.rows("scatter_add", rows, out.shape().dim(0));
    int row = x.shape().product(1, x.shape().rank());
    for (int i = 0; i < x.size(); i++) {
      doubles(out)[out.offset() + index[i / row] * row + i % row] += doubles(x)[x.offset() + i];
    }
  }

  @Override
  public final void gatherAlong(Tensor x, int axis, Indices index, Tensor out) {
    Rules.owned("gather_along", this, x, index, out);
    MovementRules.along("gather_along", x, axis, index, out);
    Along along = Along.of(x.shape(), axis, out.shape());
    int[] positions = Rules.rows("gather_along", index, along.extent());
    for (int i = 0; i < positions.length; i++) {
      doubles(out)[out.offset() + i] = doubles(x)[x.offset() + along.source(i, positions[i])];
    }
  }

  @Override
  public final void scatterAddAlongInPlace(Tensor x, int axis, Indices index, Tensor out) {
    Rules.owned("scatter_add_along", this, x, index, out);
    MovementRules.along("scatter_add_along", out, axis, index, x);
    Along along = Along.of(out.shape(), axis, x.shape());
    int[] positions = Rules.rows("scatter_add_along", index, along.extent());
    for (int i = 0; i < positions.length; i++) {
      doubles(out)[out.offset() + along.source(i, positions[i])] += doubles(x)[x.offset() + i];
    }
  }

  @Override
  public final void select(Tensor mask, Tensor a, Tensor b, Tensor out) {
    Rules.owned("select", this, mask, a, b, out);
    MovementRules.select(mask, a, b, out);
    for (int i = 0; i < out.size(); i++) {
      boolean first = doubles(mask)[mask.offset() + i] != 0;
      Tensor chosen = first ? a : b;
      int at = chosen.offset() + (chosen.size() == 1 ? 0 : i);
      doubles(out)[out.offset() + i] = doubles(chosen)[at];
    }
  }

  @Override
  public final void keep(Philox random, double probability, Tensor out) {
    Rules.owned("keep", this, out);
    MovementRules.keep(probability);
    for (int i = 0; i < out.size(); i++) {
      boolean kept = random.nextFloat() < probability;
      doubles(out)[out.offset() + i] = kept ? 1 / probability : 0;
    }
  }
}
