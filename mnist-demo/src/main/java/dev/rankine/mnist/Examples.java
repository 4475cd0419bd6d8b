package dev.rankine.mnist;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.data.ScaledBytes;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.mnist.data.DigitData;

/** A part of the data on a backend: what a model reads, and labels (N). */
record Examples(DataSet inputs, Indices labels) {
  /** Inputs (B, …) and labels (B). */
  record Batch(Tensor inputs, Indices labels) {}

  /** Images (N, 1, 28, 28), which are 0 … 1 in a batch. The digits' bytes are not copied. */
  static Examples on(Backend backend, DigitData.Digits digits) {
    Shape shape = Shape.of(digits.count(), 1, DigitData.SIDE, DigitData.SIDE);
    return new Examples(
        new ScaledBytes(Bytes.over(backend, shape, digits.images()), 255),
        Indices.of(backend, Shape.of(digits.count()), digits.labels()));
  }

  /** Other inputs with the same labels. */
  Examples with(DataSet others) {
    return new Examples(others, labels);
  }

  int count() {
    return labels.size();
  }

  /** Gathers rows (B) onto a tape. */
  Batch gather(Tape tape, Indices rows) {
    Indices batchLabels = tape.scope().indices(rows.shape());
    tape.backend().gather(labels, rows, batchLabels);
    return new Batch(inputs.gather(tape, rows), batchLabels);
  }
}
