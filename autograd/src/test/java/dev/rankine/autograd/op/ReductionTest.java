package dev.rankine.autograd.op;

import static dev.rankine.autograd.op.Expect.gives;
import static dev.rankine.autograd.op.Expect.near;
import static dev.rankine.autograd.op.Expect.refuses;
import static dev.rankine.autograd.op.Expect.slopes;
import static dev.rankine.autograd.op.Expect.zeros;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reductions, normalisations and pooling by hand, at infinities and NaN, and what is refused. */
class ReductionTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static double[] of(double... values) {
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void variancesAndSums(String backend) {
    near(backend, x -> x.variance(), of(1, 3, 5, 7), 5);
    slopes(backend, x -> x.variance(), of(1, 3, 5, 7), -1.5, -0.5, 0.5, 1.5);
    near(backend, x -> x.variance(), of(1, INF), NAN);
    near(backend, x -> x.variance(), of(), NAN);
    double ln3 = 1.0986122886681098;
    near(backend, x -> x.logSumExp(), of(1000, 1000 + ln3), 1000 + 1.3862943611198906);
    slopes(backend, x -> x.logSumExp(), of(5, 5 + ln3), 0.25, 0.75);
    near(backend, x -> x.logSumExp(), of(-INF, 3), 3);
    slopes(backend, x -> x.logSumExp(), of(-INF, 3), 0, 1);
    near(backend, x -> x.logSumExp(), of(INF, 3), INF);
    near(backend, x -> x.logSumExp(), of(-INF, -INF), -INF);
    slopes(backend, x -> x.logSumExp(), of(-INF, -INF), NAN, NAN);
    near(backend, x -> x.logSumExp(), of(NAN, 3), NAN);
    near(backend, x -> x.logSumExp(), of(), -INF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void softmax(String backend) {
    double ln3 = 1.0986122886681098;
    near(backend, x -> x.softmax(), of(2, 2 + ln3), 0.25, 0.75);
    near(backend, x -> x.softmax(-1), of(-INF, 2, 2), 0, 0.5, 0.5);
    near(backend, x -> x.softmax(0), of(NAN, 2), NAN, NAN);
    near(backend, x -> x.softmax(0), of(-INF, -INF), NAN, NAN);
    near(backend, x -> x.logSoftmax(), of(2, 2 + ln3), -1.3862943611198906, -0.28768207245178);
    near(backend, x -> x.logSoftmax(), of(-INF, 2), -INF, 0);
    slopes(backend, x -> x.logSoftmax().slice(0, 0, 1), of(2, 2 + ln3), 0.75, -0.75);
    double[] grid = {0, ln3, ln3, 0};
    Shape square = Shape.of(2, 2);
    near(backend, x -> x.reshape(2, 2).softmax(0).reshape(4), grid, 0.25, 0.75, 0.75, 0.25);
    gives(backend, x -> x.softmax(0), of(), Shape.of(0, 2), Shape.of(0, 2));
    gives(backend, x -> x.softmax(), of(9, 9, 9, 9), square, square, 0.25, 0.25, 0.25, 0.25);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void normalisations(String backend) {
    near(backend, x -> StandardizeOp.of(x, 4), of(1, 7), -0.8320502943378437, 0.8320502943378437);
    near(backend, x -> StandardizeOp.of(x, 0.25), of(5), 0);
    near(backend, x -> StandardizeOp.of(x, 0), of(5, 5), NAN, NAN);
    near(backend, x -> StandardizeOp.of(x, 1), of(5, NAN), NAN, NAN);
    near(backend, x -> RmsNormalizeOp.of(x, 0), of(3, -3), 1, -1);
    near(
        backend,
        x -> RmsNormalizeOp.of(x, 7),
        of(1, 2, 2),
        1 / Math.sqrt(10),
        2 / Math.sqrt(10),
        2 / Math.sqrt(10));
    near(backend, x -> RmsNormalizeOp.of(x, 0), of(0, 0), NAN, NAN);
  }

  @Test
  void batchNormTellsItsStatistics() {
    try (Tape tape = Tape.none(GradientCheck.backend())) {
      double[] values = {1, 5, 3, 7, 5, 9, 7, 11};
      Var x = tape.constant(Tensor.of(tape.backend(), Shape.of(2, 2, 2), values));
      Var one = tape.constant(Tensor.of(tape.backend(), Shape.of(2), 1.0, 1.0));
      double[][] seen = new double[2][];
      Normalizing.batchNorm(
          x,
          one,
          one,
          0,
          (mean, variance) -> {
            seen[0] = mean.toDoubles();
            seen[1] = variance.toDoubles();
          });
      assertArrayEquals(new double[] {5, 7}, seen[0]);
      assertArrayEquals(new double[] {8, 8}, seen[1]);
    }
  }

  @Test
  void dropoutKeepsTheMean() {
    try (Tape tape = Tape.none(GradientCheck.backend())) {
      Tensor ones = tape.allocate(Shape.of(10_000));
      tape.backend().fill(1, ones);
      Philox random = new Philox(1, 2);
      double[] y = Normalizing.dropout(tape.constant(ones), 0.25, random).value().toDoubles();
      double sum = 0;
      for (double value : y) {
        sum += value;
        assertEquals(value == 0 ? 0 : 1 / 0.75, value);
      }
      assertEquals(1, sum / y.length, 0.02);
      assertEquals(10_000, random.position());
    }
  }

  @Test
  void refusals() {
    String axis = ": it has no axis 2; count axes from 0, or from the innermost one, -1";
    refuses("reduce: (2, 3)" + axis, t -> zeros(t, 2, 3).variance(2));
    refuses("reduce: (2, 3)" + axis, t -> zeros(t, 2, 3).logSumExp(0, 2));
    refuses("reduce: (2, 3)" + axis, t -> zeros(t, 2, 3).softmax(2));
    String order =
        "reduce: (2, 3): axes [1, 0] are not ascending axes of it; list each axis once,"
            + " ascending, from 0";
    refuses(order, t -> zeros(t, 2, 3).softmax(1, 0));
    refuses(order, t -> zeros(t, 2, 3).logSoftmax(-1, -2));
    refuses(order, t -> zeros(t, 2, 3).variance(1, 0));
    refuses(order, t -> zeros(t, 2, 3).logSumExp(1, 0));
    refuses(order, t -> StandardizeOp.of(zeros(t, 2, 3), 1, 1, 0));
    refuses(order, t -> RmsNormalizeOp.of(zeros(t, 2, 3), 1, 1, 0));
  }

  @Test
  void refusalsOfNormalisations() {
    String scale =
        ": the scale's shape must be that of the input's innermost axes; build the layer"
            + " for that shape";
    refuses(
        "layer_norm: (2, 3) and (2)" + scale,
        t -> Normalizing.layerNorm(zeros(t, 2, 3), zeros(t, 2), zeros(t, 2), 1));
    refuses(
        "layer_norm: (3) and (2, 3)" + scale,
        t -> Normalizing.layerNorm(zeros(t, 3), zeros(t, 2, 3), zeros(t, 2, 3), 1));
    refuses(
        "layer_norm shift: (1): an operand is (1) where (3) is needed; allocate or reshape it to"
            + " (3)",
        t -> Normalizing.layerNorm(zeros(t, 2, 3), zeros(t, 3), zeros(t, 1), 1));
    refuses(
        "rms_norm: (2, 3) and ()" + scale, t -> Normalizing.rmsNorm(zeros(t, 2, 3), zeros(t), 1));
    String channels =
        ": an input (B, C, …) and a scale (C) are needed; build the layer for the"
            + " input's channels";
    refuses(
        "batch_norm: (2, 3) and (2)" + channels,
        t -> Normalizing.batchNorm(zeros(t, 2, 3), zeros(t, 2), zeros(t, 2), 1, (m, v) -> {}));
    refuses(
        "batch_norm: (3) and (3)" + channels,
        t -> Normalizing.batchNorm(zeros(t, 3), zeros(t, 3), zeros(t, 3), 1, (m, v) -> {}));
    for (double wrong : new double[] {1, -0.1, NAN}) {
      refuses(
          "dropout: probability " + wrong + ": choose one from 0 and below 1",
          t -> Normalizing.dropout(zeros(t, 2), wrong, new Philox(1, 1)));
    }
    refuses(
        "adaptive_avg_pool2d: (1, 1, 2, 2): an output of 3x1: it starts at 1x1 and ends at the"
            + " input's extents; choose a smaller output or a larger image",
        t -> AvgPool2dOp.adaptive(zeros(t, 1, 1, 2, 2), 3, 1));
    refuses(
        "avg_pool2d: (2, 2): (B, C, H, W) is needed; reshape the input",
        t -> AvgPool2dOp.of(zeros(t, 2, 2), 1, 1));
    refuses(
        "avg_pool2d: (1, 1, 2, 2): kernel 0, stride 1: both start at 1 and the kernel must fit;"
            + " enlarge the image or shrink the kernel",
        t -> AvgPool2dOp.of(zeros(t, 1, 1, 2, 2), 0, 1));
  }
}
