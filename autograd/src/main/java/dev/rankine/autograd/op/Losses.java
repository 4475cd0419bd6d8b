package dev.rankine.autograd.op;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import java.util.stream.IntStream;

/** Losses: each a scalar, the mean over all elements or over the batch. */
public final class Losses {
  private Losses() {}

  /** The mean of (y − target)², with broadcasting. */
  public static Var meanSquared(Var y, Var target) {
    return SquaredErrorOp.mean(y, target);
  }

  /** The mean of |y − target|, with broadcasting. Its gradient at a difference of 0 is 0. */
  public static Var l1(Var y, Var target) {
    return AbsoluteErrorOp.mean(y, target);
  }

  /**
   * The mean of d²/2 where |d| ≤ delta, else of delta·(|d| − delta/2), for d = y − target, with
   * broadcasting (Huber 1964).
   *
   * @throws IllegalArgumentException if delta is not positive
   */
  public static Var huber(Var y, Var target, double delta) {
    return HuberOp.mean(y, target, delta);
  }

  /** The mean of −t·ln σ(x) − (1 − t)·ln(1 − σ(x)) for logits x and targets t of one shape. */
  public static Var binaryCrossEntropy(Var logits, Var targets) {
    return LogisticLossOp.mean(logits, targets);
  }

  /**
   * The mean of −logProbabilities[…, label]: logProbabilities (…, C) as {@link LogSoftmaxOp} gives
   * them, labels (…).
   *
   * @throws IndexOutOfBoundsException if a label is not in 0 … C − 1
   */
  public static Var negativeLogLikelihood(Var logProbabilities, Indices labels) {
    Var rows = rows("negative_log_likelihood", logProbabilities, labels);
    Indices column = labels.reshape(Shape.of(labels.size(), 1));
    return GatherAlongOp.of(rows, 1, column).mean().scale(-1);
  }

  /**
   * The mean of −ln softmax(logits)[…, label]: logits (…, C), labels (…).
   *
   * @throws IndexOutOfBoundsException if a label is not in 0 … C − 1
   */
  public static Var crossEntropy(Var logits, Indices labels) {
    Var rows = rows("cross_entropy", logits, labels);
    return CrossEntropyOp.of(rows, labels.reshape(Shape.of(labels.size())));
  }

  /**
   * As {@link #crossEntropy}, where the label's share of the target is 1 − smoothing and the rest
   * is spread over all C classes (Szegedy and others 2016). Without smoothing, a logit of −∞ counts
   * for nothing.
   *
   * @throws IllegalArgumentException if the smoothing is not in 0 … 1
   */
  public static Var smoothedCrossEntropy(Var logits, Indices labels, double smoothing) {
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "cross_entropy: smoothing " + smoothing + ": choose one from 0 to 1");
    }
    Var logProbabilities = LogSoftmaxOp.of(rows("cross_entropy", logits, labels), 1);
    Var hard = negativeLogLikelihood(logProbabilities, labels.reshape(Shape.of(labels.size())));
    if (smoothing == 0) {
      return hard;
    }
    return hard.scale(1 - smoothing).add(logProbabilities.mean().scale(-smoothing));
  }

  /**
   * Logits and labels without the rows that have a certain label, such as padding: what the losses
   * of labels take.
   */
  public record Kept(Var logits, Indices labels) {}

  /**
   * Leaves out the rows with a label that is not to be learnt: logits (…, C), labels (…), kept (K,
   * C) and (K).
   *
   * @throws IllegalArgumentException if no row is left
   */
  public static Kept without(int ignored, Var logits, Indices labels) {
    Var rows = rows("cross_entropy", logits, labels);
    Indices flat = labels.reshape(Shape.of(labels.size()));
    int[] values = flat.toInts();
    int[] kept = IntStream.range(0, values.length).filter(i -> values[i] != ignored).toArray();
    if (kept.length == 0) {
      throw new IllegalArgumentException(
          "cross_entropy: all of the "
              + values.length
              + " labels are the ignored "
              + ignored
              + "; leave this batch out");
    }
    if (kept.length == values.length) {
      return new Kept(rows, flat);
    }
    Tape tape = logits.tape();
    Indices which = tape.scope().indices(Shape.of(kept.length));
    tape.backend().upload(kept, which);
    Indices remaining = tape.scope().indices(which.shape());
    tape.backend().gather(flat, which, remaining);
    return new Kept(GatherOp.of(rows, which), remaining);
  }

  /** (…, C) as (N, C). */
  private static Var rows(String op, Var x, Indices labels) {
    Shape shape = x.shape();
    int rank = shape.rank();
    boolean fits = rank > 0 && labels.shape().rank() == rank - 1 && labels.size() > 0;
    for (int axis = 0; fits && axis < rank - 1; axis++) {
      fits = shape.dim(axis) == labels.shape().dim(axis);
    }
    if (!fits) {
      throw ShapeException.of(
          op,
          "(…, C) with at least one row and labels (…) are needed",
          "reshape the operands to match",
          shape,
          labels.shape());
    }
    return rank == 2 ? x : ReshapeOp.of(x, Shape.of(labels.size(), shape.dim(-1)));
  }
}
