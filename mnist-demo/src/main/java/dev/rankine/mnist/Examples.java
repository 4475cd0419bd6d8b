package dev.rankine.mnist;

import dev.rankine.autograd.Tape;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.mnist.data.DigitData;

/** A part of the data on a backend: images stay bytes until a batch of them is gathered. */
record Examples(Bytes images, Indices labels) {
  /** Images (B, 1, 28, 28) in 0 … 1, and labels (B). */
  record Batch(Tensor images, Indices labels) {}

  static Examples on(Backend backend, DigitData.Digits digits) {
    Shape shape = Shape.of(digits.count(), 1, DigitData.SIDE, DigitData.SIDE);
    return new Examples(
        Bytes.of(backend, shape, digits.images()),
        Indices.of(backend, Shape.of(digits.count()), digits.labels()));
  }

  int count() {
    return labels.size();
  }

  /** Gathers rows onto a tape. */
  Batch gather(Tape tape, int[] rows) {
    Backend backend = tape.backend();
    Indices index = tape.scope().indices(rows.length);
    backend.upload(rows, index);
    Tensor batch = tape.allocate(images.shape().with(0, rows.length));
    backend.gather(images, index, 255, batch);
    Indices batchLabels = tape.scope().indices(rows.length);
    backend.gather(labels, index, batchLabels);
    return new Batch(batch, batchLabels);
  }
}
