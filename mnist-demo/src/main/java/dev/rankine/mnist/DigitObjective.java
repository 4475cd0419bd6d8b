package dev.rankine.mnist;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.Epoch;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.train.Checkpoint;
import dev.rankine.autograd.train.Objective;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;

/** The cross-entropy of a model on examples; it notes how many of them the model had right. */
final class DigitObjective implements Objective {
  private final Layer model;
  private final Examples examples;
  private Answers answers;
  private int epoch;
  private int correctBefore;
  private int answeredBefore;

  DigitObjective(Layer model, Examples examples) {
    this.model = model;
    this.examples = examples;
    this.answers = new Answers(examples.labels());
  }

  @Override
  public Backend backend() {
    return examples.inputs().backend();
  }

  @Override
  public int count() {
    return examples.count();
  }

  @Override
  public void begin(Epoch begun) {
    if (begun.number() != epoch) {
      correctBefore = 0;
      answeredBefore = 0;
    }
    epoch = begun.number();
    answers = new Answers(examples.labels());
    examples.inputs().begin(begun);
  }

  @Override
  public Var loss(Tape tape, Indices rows) {
    Examples.Batch batch = examples.gather(tape, rows);
    Var logits = model.forward(tape, tape.constant(batch.inputs()));
    answers.add(rows, logits.value());
    return CrossEntropyOp.of(logits, batch.labels());
  }

  /** The fraction of the epoch's examples that were right when the model saw them. */
  double accuracy() {
    return (double) (correctBefore + answers.correct()) / (answeredBefore + answers.count());
  }

  @Override
  public void save(Checkpoint to) {
    to.put("epoch", epoch);
    to.put("correct", correctBefore + answers.correct());
    to.put("answered", answeredBefore + answers.count());
  }

  @Override
  public void restore(Checkpoint from) {
    epoch = Math.toIntExact(from.integer("epoch"));
    correctBefore = Math.toIntExact(from.integer("correct"));
    answeredBefore = Math.toIntExact(from.integer("answered"));
    answers = new Answers(examples.labels());
  }
}
