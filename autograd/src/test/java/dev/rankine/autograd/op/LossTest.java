package dev.rankine.autograd.op;

import static dev.rankine.autograd.op.Expect.index;
import static dev.rankine.autograd.op.Expect.near;
import static dev.rankine.autograd.op.Expect.refuses;
import static dev.rankine.autograd.op.Expect.slopes;
import static dev.rankine.autograd.op.Expect.zeros;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses by hand, and what is refused. */
class LossTest {
  private static final double LN2 = 0.6931471805599453;
  private static final double LN3 = 1.0986122886681098;

  private static double[] of(double... values) {
    return values;
  }

  private static Var target(Var x, double... values) {
    return x.tape().constant(Tensor.of(x.tape().backend(), Shape.of(values.length), values));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void distances(String backend) {
    near(backend, x -> Losses.meanSquared(x, target(x, 1, 1)), of(2, -2), 5);
    near(backend, x -> Losses.l1(x, target(x, 1, 1)), of(2, -2), 2);
    near(backend, x -> Losses.l1(x, target(x, 1)), of(2, Double.NaN), Double.NaN);
  }

  /** Rows of logits with the probabilities ¼, ¾ and ½, ½. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void labels(String backend) {
    double[] logits = {0, LN3, 5, 5};
    double loss = (2 * LN2 + LN2) / 2;
    near(
        backend,
        x -> Losses.crossEntropy(x.reshape(2, 2), index(x.tape(), 0, 1)).reshape(1),
        logits,
        loss);
    near(
        backend,
        x ->
            Losses.negativeLogLikelihood(
                    x.reshape(2, 1, 2).logSoftmax(-1),
                    index(x.tape(), 0, 1).reshape(Shape.of(2, 1)))
                .reshape(1),
        logits,
        loss);
    double mean = (2 * LN2 + (2 * LN2 - LN3) + LN2 + LN2) / 4;
    near(
        backend,
        x -> Losses.smoothedCrossEntropy(x.reshape(2, 2), index(x.tape(), 0, 1), 0.2).reshape(1),
        logits,
        0.8 * loss + 0.2 * mean);
    near(
        backend,
        x -> Losses.smoothedCrossEntropy(x.reshape(2, 2), index(x.tape(), 0, 1), 0).reshape(1),
        of(0, Double.NEGATIVE_INFINITY, 5, 5),
        LN2 / 2);
  }

  @Test
  void ignoredRowsCountForNothing() {
    try (Tape tape = Tape.none(GradientCheck.backend())) {
      double[] values = {0, LN3, Double.NaN, 7, 5, 5};
      Var logits = tape.constant(Tensor.of(tape.backend(), Shape.of(3, 2), values));
      Losses.Kept kept = Losses.without(-100, logits, index(tape, 0, -100, 1));
      assertEquals(Shape.of(2, 2), kept.logits().shape());
      double loss = Losses.crossEntropy(kept.logits(), kept.labels()).value().item();
      assertEquals(1.5 * LN2, loss, 1e-12);
      assertSame(logits, Losses.without(2, logits, index(tape, 0, 1, 1)).logits());
    }
  }

  @Test
  void refusals() {
    String rule =
        ": (…, C) with at least one row and labels (…) are needed; reshape the operands to match";
    refuses(
        "cross_entropy: (2, 3) and (3)" + rule,
        t -> Losses.crossEntropy(zeros(t, 2, 3), index(t, 0, 0, 0)));
    refuses(
        "cross_entropy: (0, 3) and (0)" + rule, t -> Losses.crossEntropy(zeros(t, 0, 3), index(t)));
    refuses(
        "softmax_cross_entropy label: index 3 is not in 0 … 2; check the labels or rows",
        t -> Losses.crossEntropy(zeros(t, 1, 3), index(t, 3)));
    refuses(
        "negative_log_likelihood: () and (1)" + rule,
        t -> Losses.negativeLogLikelihood(zeros(t), index(t, 0)));
    refuses(
        "gather_along: index -1 is not in 0 … 2; check the labels or rows",
        t -> Losses.negativeLogLikelihood(zeros(t, 1, 3), index(t, -1)));
    for (double smoothing : new double[] {-0.1, 1.1, Double.NaN}) {
      refuses(
          "cross_entropy: smoothing " + smoothing + ": choose one from 0 to 1",
          t -> Losses.smoothedCrossEntropy(zeros(t, 1, 3), index(t, 0), smoothing));
    }
    refuses(
        "cross_entropy: all of the 2 labels are the ignored 1; leave this batch out",
        t -> Losses.without(1, zeros(t, 2, 3), index(t, 1, 1)).logits());
    refuses(
        "cross_entropy: (2, 3) and (1)" + rule,
        t -> Losses.without(1, zeros(t, 2, 3), index(t, 1)).logits());
    refuses(
        "broadcast: (2) and (3): axis -1 has extents 2 and 3, equal or 1 is needed; reshape one"
            + " operand",
        t -> Losses.meanSquared(zeros(t, 2), zeros(t, 3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void boundedDistances(String backend) {
    near(
        backend,
        x -> Losses.huber(x, target(x, 0, 0, 0), 2).reshape(1),
        of(1, -2, 5),
        (0.5 + 2 + 8) / 3);
    slopes(
        backend,
        x -> Losses.huber(x, target(x, 0, 0, 0), 2),
        of(1, -3, 5),
        1.0 / 3,
        -2.0 / 3,
        2.0 / 3);
    near(
        backend,
        x -> Losses.binaryCrossEntropy(x, target(x, 1, 0.5)),
        of(2, 0),
        (0.1269280110429726 + LN2) / 2);
    slopes(backend, x -> Losses.binaryCrossEntropy(x, target(x, 0, 1)), of(0, 0), 0.25, -0.25);
  }

  @Test
  void refusalsOfBoundedDistances() {
    for (double delta : new double[] {0, -1, Double.NaN}) {
      refuses(
          "huber: delta " + delta + ": choose a positive number",
          t -> Losses.huber(zeros(t, 2), zeros(t, 2), delta));
    }
    refuses(
        "logistic_loss: (2) and (3): the shapes must be equal; reshape the operands to match",
        t -> Losses.binaryCrossEntropy(zeros(t, 2), zeros(t, 3)));
  }
}
