package dev.rankine.autograd;

import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/** The training example of the module's README, word for word. */
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
}
