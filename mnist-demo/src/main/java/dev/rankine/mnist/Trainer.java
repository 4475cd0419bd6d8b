package dev.rankine.mnist;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.train.Training;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import java.util.List;

/** Trains a model on examples with cross-entropy and Adam, and tests it after every epoch. */
record Trainer(Backend backend, Examples train, Examples test, Progress progress) {
  /** As large as a usual batch of training, whose memory then serves for both. */
  private static final int TEST_BATCH = 64;

  /** How long and how fast; order is the random stream of the data's order. */
  record Plan(int epochs, int batch, double rate, Philox order) {}

  /** The same examples with other inputs. */
  Trainer on(DataSet trainInputs, DataSet testInputs) {
    return new Trainer(backend, train.with(trainInputs), test.with(testInputs), progress);
  }

  /** Trains to the end. */
  List<EpochResult> run(Layer model, Plan plan) {
    return results(training(model, model, plan).run());
  }

  /**
   * A training that has not begun.
   *
   * @param whole what a checkpoint holds
   * @param part of it that the inputs go through
   */
  Training training(Model whole, Layer part, Plan plan) {
    DigitObjective objective = new DigitObjective(part, train);
    return Training.of(whole, new Adam(whole.trainable(), plan.rate()), objective)
        .epochs(plan.epochs())
        .batch(plan.batch())
        .shuffled(plan.order())
        .measure(EpochResult.TRAIN_ACCURACY, objective::accuracy)
        .measure(EpochResult.TEST_ACCURACY, () -> accuracy(part))
        .with(new ProgressListener(progress));
  }

  /** What each epoch came to. */
  static List<EpochResult> results(Training training) {
    return training.history().stream().map(EpochResult::of).toList();
  }

  /** The fraction of the test examples that a model classifies correctly. */
  double accuracy(Layer model) {
    return accuracy(model, TEST_BATCH);
  }

  /** As {@link #accuracy(Layer)}, in batches of this size. */
  double accuracy(Layer model, int batch) {
    Answers answers = new Answers(test.labels());
    for (Indices rows : Batches.inOrder(test.count(), batch).on(backend)) {
      try (Tape tape = Tape.none(backend)) {
        Tensor inputs = test.inputs().gather(tape, rows);
        answers.add(rows, model.forward(tape, tape.constant(inputs)).value());
      }
    }
    return answers.accuracy();
  }
}
