package dev.rankine.mnist;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/** What a model answered for every example, and what it should have: compared at the end. */
final class Answers {
  private final Indices labels;
  private final Indices expected;
  private final Indices given;
  private int count;

  /** None yet, for examples with these labels. */
  Answers(Indices labels) {
    this.labels = labels;
    this.expected = Indices.allocate(labels.backend(), labels.shape());
    this.given = Indices.allocate(labels.backend(), Shape.of(labels.size()));
  }

  /** The classes with the largest logits (B, 10) for examples rows (B). */
  void add(Indices rows, Tensor logits) {
    Backend backend = labels.backend();
    int to = count + rows.size();
    backend.gather(labels, rows, expected.slice(count, to));
    backend.argmax(logits, given.slice(count, to));
    count = to;
  }

  /** The fraction that is right. */
  double accuracy() {
    return (double) correct() / count;
  }

  /** How many answers there are. */
  int count() {
    return count;
  }

  /** How many are right. */
  int correct() {
    int[] right = expected.slice(0, count).toInts();
    int[] said = given.slice(0, count).toInts();
    int correct = 0;
    for (int i = 0; i < count; i++) {
      correct += right[i] == said[i] ? 1 : 0;
    }
    return correct;
  }
}
