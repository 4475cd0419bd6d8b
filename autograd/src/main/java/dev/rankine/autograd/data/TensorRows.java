package dev.rankine.autograd.data;

import dev.rankine.autograd.Tape;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Tensor;

/** Examples as they lie in a tensor (N, …). */
record TensorRows(Tensor values) implements DataSet {
  @Override
  public Backend backend() {
    return values.backend();
  }

  @Override
  public int count() {
    return values.shape().dim(0);
  }

  @Override
  public boolean fixed() {
    return true;
  }

  @Override
  public Tensor gather(Tape tape, Indices rows) {
    Tensor batch = tape.allocate(values.shape().with(0, rows.size()));
    backend().gather(values, rows, batch);
    return batch;
  }
}
