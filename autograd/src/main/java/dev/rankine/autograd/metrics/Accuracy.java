package dev.rankine.autograd.metrics;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;

/** The part of a batch, or of a data set, whose label is what the logits say, from 0 to 1. */
public final class Accuracy {
  private static final int BATCH = 100;

  private Accuracy() {}

  /** As {@link #top} with k = 1: the label has the largest logit. */
  public static double of(Tensor logits, Indices labels) {
    return top(1, logits, labels);
  }

  /**
   * The part whose label is among the k largest logits. Of equal logits the first are taken, and
   * NaN counts as the largest, as in {@link dev.rankine.engine.Backend#argmax}.
   *
   * @param k from 1 to C
   * @param logits (B, C), neither of them 0
   * @param labels (B), in 0 … C − 1
   * @throws ShapeException if the shapes do not fit
   * @throws IllegalArgumentException if k is out of its range
   * @throws IndexOutOfBoundsException if a label is out of range
   */
  public static double top(int k, Tensor logits, Indices labels) {
    requireFit(logits, labels);
    int classes = logits.shape().dim(1);
    if (k < 1 || k > classes) {
      throw new IllegalArgumentException(
          "top-k accuracy: k is " + k + "; choose it from 1 to the " + classes + " classes");
    }
    int[] label = Rules.rows("accuracy", labels, classes);
    double[] values = logits.toDoubles();
    int correct = 0;
    for (int i = 0; i < label.length; i++) {
      correct += rank(values, i * classes, classes, label[i]) < k ? 1 : 0;
    }
    return (double) correct / label.length;
  }

  /**
   * Of a whole data set, in evaluation and a batch at a time.
   *
   * @param model from inputs (B, …) to logits (B, C)
   * @param inputs N of them, at least 1
   * @param labels (N), in 0 … C − 1
   * @throws ShapeException if there are not as many labels as inputs, or none
   * @throws IndexOutOfBoundsException if a label is out of range
   */
  public static double of(Layer model, DataSet inputs, Indices labels) {
    int count = inputs.count();
    if (count == 0 || !labels.shape().equals(Shape.of(count))) {
      throw ShapeException.of(
          "accuracy",
          "a label for each of " + count + " inputs is needed, and at least one",
          "give the labels of these inputs",
          labels.shape());
    }
    long correct = 0;
    for (Indices rows : Batches.inOrder(count, BATCH).on(inputs.backend())) {
      try (Tape tape = Tape.none(inputs.backend())) {
        Var logits = model.forward(tape, tape.constant(inputs.gather(tape, rows)));
        Indices batch = tape.scope().indices(rows.shape());
        inputs.backend().gather(labels, rows, batch);
        correct += Math.round(of(logits.value(), batch) * rows.size());
      }
    }
    return (double) correct / count;
  }

  static void requireFit(Tensor logits, Indices labels) {
    boolean fits =
        logits.shape().rank() == 2
            && logits.size() > 0
            && labels.shape().equals(Shape.of(logits.shape().dim(0)));
    if (!fits) {
      throw ShapeException.of(
          "accuracy",
          "logits (B, C) and labels (B) are needed, B and C not 0",
          "reshape them",
          logits.shape(),
          labels.shape());
    }
  }

  /** How many elements of a row come before one of them in descending order. */
  private static int rank(double[] values, int row, int length, int column) {
    double own = values[row + column];
    int before = 0;
    for (int j = 0; j < length; j++) {
      double other = values[row + j];
      boolean equal = other == own || Double.isNaN(other) && Double.isNaN(own);
      boolean larger = other > own || Double.isNaN(other) && !Double.isNaN(own);
      before += larger || equal && j < column ? 1 : 0;
    }
    return before;
  }
}
