package dev.rankine.autograd.train;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.data.Epoch;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.op.Losses;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Tensor;

/** What a training makes small: the mean loss over the examples of a batch. */
public interface Objective extends Resumable {
  /** Where it is computed. */
  Backend backend();

  /** How many examples there are, N. */
  int count();

  /** The mean loss, a scalar, over examples rows (B). */
  Var loss(Tape tape, Indices rows);

  /** An epoch begins. */
  default void begin(Epoch epoch) {}

  /** Cross-entropy of a model's logits (B, K) with labels (N). */
  static Objective crossEntropy(Layer model, DataSet inputs, Indices labels) {
    return new Supervised(
        inputs,
        (tape, x, rows) -> {
          Indices batch = tape.scope().indices(rows.shape());
          tape.backend().gather(labels, rows, batch);
          return CrossEntropyOp.of(model.forward(tape, x), batch);
        });
  }

  /** The mean squared difference of a model's outputs (B, …) and targets (N, …). */
  static Objective squaredError(Layer model, DataSet inputs, Tensor targets) {
    return new Supervised(
        inputs,
        (tape, x, rows) -> {
          Tensor batch = tape.allocate(targets.shape().with(0, rows.size()));
          tape.backend().gather(targets, rows, batch);
          return Losses.meanSquared(model.forward(tape, x), tape.constant(batch));
        });
  }
}
