package dev.rankine.autograd;

import dev.rankine.autograd.data.Augmentation;
import dev.rankine.autograd.data.Augmented;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.data.FrozenPrefix;
import dev.rankine.autograd.data.Prepared;
import dev.rankine.autograd.data.ScaledBytes;
import dev.rankine.autograd.nn.Dropout;
import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.AdamW;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.autograd.optim.Schedule;
import dev.rankine.autograd.train.Checkpoints;
import dev.rankine.autograd.train.Objective;
import dev.rankine.autograd.train.ProgressLines;
import dev.rankine.autograd.train.Training;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.io.IOException;
import java.nio.file.Path;

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

  /** Trains a model of one's own on images of 12×12 pixels, and goes on where it was stopped. */
  static Training trainInALoop(byte[] pixels, Indices labels, Path file) throws IOException {
    Backend backend = labels.backend();
    // LOOP
    Augmentation moved = Augmentation.elastic(8, 3).then(Augmentation.shift(1));
    Augmented images = new Augmented(pixels, Shape.of(labels.size(), 1, 12, 12), 255, moved, 1);
    Parameters source = Parameters.initialise(backend, new Philox(1, 0));
    Linear hidden = Linear.of(source.at(1), 144, 32);
    Dropout dropout = new Dropout(0.1, new Philox(1, 1));
    Layer model =
        Sequential.of(new Flatten(), hidden, new Relu(), dropout, Linear.of(source.at(4), 32, 2));
    Schedule rate = Schedule.cosine(0.01, 0, 300).warmedUp(10);
    DataSet batches = Prepared.prefetching(backend, images);
    Training training =
        Training.of(
                model,
                new AdamW(model.trainable(), rate, 0.01),
                Objective.crossEntropy(model, batches, labels))
            .epochs(20)
            .batch(8)
            .shuffled(new Philox(1, 2))
            .with(new ProgressLines(System.out), new Checkpoints(file).everySteps(100))
            .resumeIfSaved(file)
            .run();
    // end
    return training;
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
