package dev.rankine.mnist;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.data.Epoch;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/** Inputs minus a mean, divided by a standard deviation. */
record Normalized(DataSet source, double mean, double deviation) implements DataSet {
  @Override
  public Backend backend() {
    return source.backend();
  }

  @Override
  public int count() {
    return source.count();
  }

  @Override
  public boolean fixed() {
    return source.fixed();
  }

  @Override
  public void begin(Epoch epoch) {
    source.begin(epoch);
  }

  @Override
  public Tensor gather(Tape tape, Indices rows) {
    Tensor batch = source.gather(tape, rows);
    Tensor number = tape.allocate(Shape.SCALAR);
    backend().fill(mean, number);
    backend().zip(Binary.SUBTRACT, batch, number, batch);
    backend().fill(deviation, number);
    backend().zip(Binary.DIVIDE, batch, number, batch);
    return batch;
  }
}
