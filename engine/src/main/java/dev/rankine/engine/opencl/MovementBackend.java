package dev.rankine.engine.opencl;

import dev.rankine.engine.Along;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.MovementRules;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.View;

/** What moves on the device: copies, gathers, scatters, and random choices. */
abstract class MovementBackend extends DeviceBackend {
  private static final String MOVEMENT = "movement";

  MovementBackend(Device device, long bound, BinaryCache cache, Tiles tiles) {
    super(device, bound, cache, tiles);
  }

  @Override
  public final void copy(Matrix x, Matrix out) {
    Rules.owned("copy", this, x.tensor(), out.tensor());
    Rules.copy(x, out);
    Walk walk = Walk.matrix(x.rows(), x.columns(), strides(x), strides(out));
    copy(x.tensor(), x.offset(), out.tensor(), out.offset(), walk, x.rows() * x.columns());
  }

  /** From a row of a matrix to the next, and from a column to the next. */
  static int[] strides(Matrix m) {
    return m.transposed() ? new int[] {1, m.ld()} : new int[] {m.ld(), 1};
  }

  @Override
  public final void copy(View x, View out) {
    Rules.owned("copy", this, x.tensor(), out.tensor());
    MovementRules.copy(x, out);
    Walk walk = Walk.copy(x, out);
    copy(x.tensor(), x.offset(), out.tensor(), out.offset(), walk, out.shape().size());
  }

  private void copy(Tensor x, int xOffset, Tensor out, int outOffset, Walk walk, int size) {
    launch(MOVEMENT, "copy")
        .array(x, xOffset)
        .array(out, outOffset)
        .walk(walk)
        .ints(size)
        .run(size);
  }

  @Override
  public final void gather(Tensor table, Indices rows, Tensor out) {
    Rules.owned("gather", this, table, rows, out);
    Rules.gather(table, rows, out);
    requireRows("gather", rows, table.shape().dim(0));
    int row = table.shape().product(1, table.shape().rank());
    launch(MOVEMENT, "gather_reals")
        .array(table)
        .array(rows)
        .array(out)
        .ints(row, out.size())
        .run(out.size());
  }

  @Override
  public final void gather(Indices table, Indices rows, Indices out) {
    Rules.owned("gather", this, table, rows, out);
    Rules.gather(table, rows, out);
    requireRows("gather", rows, table.shape().dim(0));
    int row = table.shape().product(1, table.shape().rank());
    launch(MOVEMENT, "gather_indices")
        .array(table)
        .array(rows)
        .array(out)
        .ints(row, out.size())
        .run(out.size());
    DeviceStorage.range(out)
        .picked(out.offset(), out.size(), DeviceStorage.range(table), table.offset(), table.size());
  }

  @Override
  public final void gather(Bytes table, Indices rows, double divisor, Tensor out) {
    Rules.owned("gather", this, table, rows, out);
    Rules.gather(table, rows, out);
    requireRows("gather", rows, table.shape().dim(0));
    int row = table.shape().product(1, table.shape().rank());
    launch(MOVEMENT, "gather_bytes")
        .array(table)
        .array(rows)
        .array(out)
        .ints(row)
        .floats(divisor)
        .ints(out.size())
        .run(out.size());
  }

  @Override
  public final void scatterAddInPlace(Tensor x, Indices rows, Tensor out) {
    Rules.owned("scatter_add", this, x, rows, out);
    Rules.scatterAdd(x, rows, out);
    requireRows("scatter_add", rows, out.shape().dim(0));
    int row = x.shape().product(1, x.shape().rank());
    launch(MOVEMENT, "scatter_add").array(x).array(rows).array(out).ints(row, rows.size()).run(row);
  }

  @Override
  public final void gatherAlong(Tensor x, int axis, Indices index, Tensor out) {
    Rules.owned("gather_along", this, x, index, out);
    MovementRules.along("gather_along", x, axis, index, out);
    Along along = Along.of(x.shape(), axis, out.shape());
    requireRows("gather_along", index, along.extent());
    launch(MOVEMENT, "gather_along")
        .array(x)
        .array(index)
        .array(out)
        .ints(along.extent(), along.picked(), along.inner(), out.size())
        .run(out.size());
  }

  @Override
  public final void scatterAddAlongInPlace(Tensor x, int axis, Indices index, Tensor out) {
    Rules.owned("scatter_add_along", this, x, index, out);
    MovementRules.along("scatter_add_along", out, axis, index, x);
    Along along = Along.of(out.shape(), axis, x.shape());
    requireRows("scatter_add_along", index, along.extent());
    int chains = along.outer() * along.inner();
    launch(MOVEMENT, "scatter_add_along")
        .array(x)
        .array(index)
        .array(out)
        .ints(along.extent(), along.picked(), along.inner(), chains)
        .run(chains);
  }

  @Override
  public final void keep(Philox random, double probability, Tensor out) {
    Rules.owned("keep", this, out);
    MovementRules.keep(probability);
    int bound = (int) Math.ceil(probability * (1 << 24));
    launch(MOVEMENT, "keep")
        .longs(random.seed(), random.stream(), random.position())
        .ints(bound)
        .floats(1 / (float) probability)
        .array(out)
        .ints(out.size())
        .run(out.size());
    random.skip(out.size());
  }
}
