package dev.rankine.autograd.metrics;

import dev.rankine.engine.Indices;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;

/** The part of a batch whose label is what the logits say, from 0 to 1. */
public final class Accuracy {
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
