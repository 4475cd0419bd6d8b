package dev.rankine.mnist;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import java.util.ArrayList;
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

  List<EpochResult> run(Layer model, Plan plan) {
    List<Parameter> trainable = model.parameters().stream().filter(Parameter::trainable).toList();
    Optimizer optimizer = new Adam(trainable, plan.rate());
    List<EpochResult> results = new ArrayList<>();
    for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
      progress.begin(epoch, plan.epochs(), train.count());
      long start = System.nanoTime();
      Sums sums = new Sums();
      for (int[] rows : Batches.shuffled(train.count(), plan.batch(), plan.order())) {
        step(model, optimizer, rows, sums);
        progress.advance(rows.length, sums.meanLoss());
      }
      long trained = System.nanoTime();
      double accuracy = accuracy(model);
      EpochResult result =
          new EpochResult(
              epoch,
              (trained - start) * 1e-9,
              (System.nanoTime() - trained) * 1e-9,
              sums.meanLoss(),
              sums.accuracy(),
              accuracy);
      results.add(result);
      progress.end(result);
    }
    return results;
  }

  private void step(Layer model, Optimizer optimizer, int[] rows, Sums sums) {
    try (Tape tape = Tape.recording(backend)) {
      Examples.Batch batch = train.gather(tape, rows);
      Var logits = model.forward(tape, tape.constant(batch.inputs()));
      Var loss = CrossEntropyOp.of(logits, batch.labels());
      optimizer.step(tape.backward(loss));
      sums.add(rows.length, loss.value().item(), correct(tape, logits, batch.labels()));
    }
  }

  /** The fraction of the test images that a model classifies correctly. */
  double accuracy(Layer model) {
    int correct = 0;
    for (int[] rows : Batches.inOrder(test.count(), TEST_BATCH)) {
      try (Tape tape = Tape.none(backend)) {
        Examples.Batch batch = test.gather(tape, rows);
        Var logits = model.forward(tape, tape.constant(batch.inputs()));
        correct += correct(tape, logits, batch.labels());
      }
    }
    return (double) correct / test.count();
  }

  private int correct(Tape tape, Var logits, Indices labels) {
    Indices predicted = tape.scope().indices(labels.size());
    backend.argmax(logits.value(), predicted);
    int[] expected = labels.toInts();
    int[] found = predicted.toInts();
    int count = 0;
    for (int i = 0; i < expected.length; i++) {
      count += expected[i] == found[i] ? 1 : 0;
    }
    return count;
  }

  private static final class Sums {
    private long images;
    private double loss;
    private long correct;

    void add(int count, double meanLoss, int right) {
      images += count;
      loss += meanLoss * count;
      correct += right;
    }

    double meanLoss() {
      return loss / images;
    }

    double accuracy() {
      return (double) correct / images;
    }
  }
}
