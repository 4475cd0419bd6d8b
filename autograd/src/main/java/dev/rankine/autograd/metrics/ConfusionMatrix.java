package dev.rankine.autograd.metrics;

import dev.rankine.engine.Indices;
import dev.rankine.engine.Rules;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How often each class was taken for each other, over as many batches as are added: row by label,
 * column by prediction. Averages over classes are those of Manning, Raghavan and Schütze,
 * "Introduction to Information Retrieval", section 13.6, in the form scikit-learn gives them.
 */
public final class ConfusionMatrix {
  private final long[][] counts;

  /**
   * A matrix of zeros.
   *
   * @throws IllegalArgumentException if there is no class
   */
  public ConfusionMatrix(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException(
          "confusion matrix: " + classes + " classes: at least 1 is needed");
    }
    this.counts = new long[classes][classes];
  }

  /**
   * Counts a batch by the largest logit of each row, see {@link dev.rankine.engine.Backend#argmax}.
   *
   * @param labels (B)
   * @param logits (B, C), neither of them 0
   * @throws ShapeException if the shapes do not fit
   * @throws IndexOutOfBoundsException if a label is out of range; nothing is counted then
   */
  public void addLogits(Indices labels, Tensor logits) {
    Accuracy.requireFit(logits, labels);
    Indices predictions = Indices.allocate(logits.backend(), labels.shape());
    logits.backend().argmax(logits, predictions);
    add(labels, predictions);
  }

  /**
   * Counts a batch.
   *
   * @param labels (B)
   * @param predictions (B)
   * @throws ShapeException if the shapes differ
   * @throws IndexOutOfBoundsException if an index is out of range; nothing is counted then
   */
  public void add(Indices labels, Indices predictions) {
    Rules.same("confusion matrix", labels, predictions);
    int[] label = Rules.rows("confusion matrix", labels, counts.length);
    int[] prediction = Rules.rows("confusion matrix", predictions, counts.length);
    for (int i = 0; i < label.length; i++) {
      counts[label[i]][prediction[i]]++;
    }
  }

  /**
   * How many examples with this label were predicted as that class.
   *
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public long count(int label, int prediction) {
    return counts[index(label)][index(prediction)];
  }

  /**
   * The part of all examples on the diagonal.
   *
   * @throws IllegalStateException if nothing was added
   */
  public double accuracy() {
    long total = classes().mapToLong(this::labelled).sum();
    if (total == 0) {
      throw new IllegalStateException("confusion matrix: nothing was added; add a batch first");
    }
    return (double) classes().mapToLong(c -> counts[c][c]).sum() / total;
  }

  /**
   * The scores of one class.
   *
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public Scores of(int c) {
    long right = counts[index(c)][c];
    return Scores.of(right, predicted(c) - right, labelled(c) - right);
  }

  /**
   * Each score's mean over the classes that occur, as a label or as a prediction; 0 if none does.
   * So a rare class weighs as much as a common one.
   */
  public Scores macro() {
    int[] present = classes().filter(c -> labelled(c) + predicted(c) > 0).toArray();
    return new Scores(
        IntStream.of(present).mapToDouble(c -> of(c).precision()).average().orElse(0),
        IntStream.of(present).mapToDouble(c -> of(c).recall()).average().orElse(0),
        IntStream.of(present).mapToDouble(c -> of(c).f1()).average().orElse(0));
  }

  /**
   * The scores of all classes' decisions together. With one label and one prediction an example, as
   * here, all three equal the accuracy.
   */
  public Scores micro() {
    long right = classes().mapToLong(c -> counts[c][c]).sum();
    long falsePositives = classes().mapToLong(c -> predicted(c) - counts[c][c]).sum();
    long falseNegatives = classes().mapToLong(c -> labelled(c) - counts[c][c]).sum();
    return Scores.of(right, falsePositives, falseNegatives);
  }

  private IntStream classes() {
    return IntStream.range(0, counts.length);
  }

  private long labelled(int c) {
    return classes().mapToLong(prediction -> counts[c][prediction]).sum();
  }

  private long predicted(int c) {
    return classes().mapToLong(label -> counts[label][c]).sum();
  }

  private int index(int c) {
    return Rules.index("confusion matrix", c, counts.length);
  }

  /** The counts, a line for each label. */
  @Override
  public String toString() {
    long largest = Arrays.stream(counts).flatMapToLong(Arrays::stream).max().orElse(0);
    String cell = "%" + (Long.toString(largest).length() + 1) + "d";
    StringBuilder text = new StringBuilder();
    for (long[] row : counts) {
      for (long count : row) {
        text.append(String.format(Locale.ROOT, cell, count));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
