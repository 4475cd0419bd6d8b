package dev.rankine.autograd;

import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.data.FrozenPrefix;
import dev.rankine.autograd.data.ScaledBytes;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/** The examples of the module's README, word for word. */
final class ReadmeExample {
  private ReadmeExample() {}

  /** The loss of each step. */
  static double[] train() {
    // README
    Backend backend = Backend.cpu();
    Parameters source = Parameters.initialise(backend, new Philox(1, 0));
    Linear hidden = Linear.of(source.at(0), 2, 16);
    Layer model = Sequential.of(hidden, new Relu(), Linear.of(source.at(2), 16, 2));
    Optimizer optimizer = new Adam(model.parameters(), 0.05);
    Tensor points = Tensor.of(backend, Shape.of(4, 2), 0f, 0f, 0f, 1f, 1f, 0f, 1f, 1f);
    Indices xor = Indices.of(backend, Shape.of(4), 0, 1, 1, 0);
    double[] losses = new double[100];
    for (int step = 0; step < losses.length; step++) {
      try (Tape tape = Tape.recording(backend)) {
        Var loss = CrossEntropyOp.of(model.forward(tape, tape.constant(points)), xor);
        optimizer.step(tape.backward(loss));
        losses[step] = loss.value().item();
      }
    }
    // end
    return losses;
  }

  /** Trains a head behind a frozen front for an epoch. */
  static void trainHead(Layer front, Layer head, Bytes pixels, Indices labels) {
    Backend backend = pixels.backend();
    Philox order = new Philox(1, 1);
    Optimizer optimizer = new Adam(head.parameters(), 1e-3);
    // FROZEN
    front.parameters().forEach(Parameter::freeze);
    DataSet images = new ScaledBytes(pixels, 255); // (N, 1, 28, 28), bytes until gathered
    DataSet features = FrozenPrefix.of(front, images); // (N, 784), computed here
    for (Indices rows : Batches.shuffled(features.count(), 64, order).on(backend)) {
      try (Tape tape = Tape.recording(backend)) {
        Var x = tape.constant(features.gather(tape, rows));
        Indices batchLabels = tape.scope().indices(rows.shape());
        backend.gather(labels, rows, batchLabels);
        optimizer.step(tape.backward(CrossEntropyOp.of(head.forward(tape, x), batchLabels)));
      }
    }
    // end
  }

  static void prove(Tensor x) {
    // PROOF
    GradientCheck.assertGradients("square", (tape, in) -> SquareOp.of(in.get(0)), x);
    // end
  }
}
