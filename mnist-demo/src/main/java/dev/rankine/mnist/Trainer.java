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
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.TensorHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
      Answers answers = new Answers(train.labels());
      Loss loss = new Loss();
      Batches batches = Batches.shuffled(train.count(), plan.batch(), plan.order());
      for (Indices rows : batches.on(backend)) {
        loss.add(rows.size(), step(model, optimizer, rows, answers));
        progress.advance(rows.size(), loss.mean());
      }
      double trainAccuracy = answers.accuracy();
      long trained = System.nanoTime();
      double testAccuracy = accuracy(model);
      EpochResult result =
          new EpochResult(
              epoch,
              (trained - start) * 1e-9,
              (System.nanoTime() - trained) * 1e-9,
              loss.mean(),
              trainAccuracy,
              testAccuracy,
              hash(trainable));
      results.add(result);
      progress.end(result);
    }
    return results;
  }

  private static String hash(List<Parameter> parameters) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters.forEach(parameter -> tensors.put(parameter.name(), parameter.tensor()));
    return TensorHash.sha256(tensors);
  }

  /** One update of the model; returns the mean loss over the batch. */
  double step(Layer model, Optimizer optimizer, Indices rows, Answers answers) {
    try (Tape tape = Tape.recording(backend)) {
      Examples.Batch batch = train.gather(tape, rows);
      Var logits = model.forward(tape, tape.constant(batch.inputs()));
      Var loss = CrossEntropyOp.of(logits, batch.labels());
      optimizer.step(tape.backward(loss));
      answers.add(rows, logits.value());
      return loss.value().item();
    }
  }

  /** The fraction of the test examples that a model classifies correctly. */
  double accuracy(Layer model) {
    Answers answers = new Answers(test.labels());
    for (Indices rows : Batches.inOrder(test.count(), TEST_BATCH).on(backend)) {
      try (Tape tape = Tape.none(backend)) {
        Tensor inputs = test.inputs().gather(tape, rows);
        answers.add(rows, model.forward(tape, tape.constant(inputs)).value());
      }
    }
    return answers.accuracy();
  }

  /** The mean loss over the examples seen so far. */
  private static final class Loss {
    private long examples;
    private double sum;

    void add(int count, double mean) {
      examples += count;
      sum += mean * count;
    }

    double mean() {
      return sum / examples;
    }
  }
}
