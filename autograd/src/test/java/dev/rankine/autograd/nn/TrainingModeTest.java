package dev.rankine.autograd.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.data.FrozenPrefix;
import dev.rankine.autograd.data.ScaledBytes;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layers that differ between training and evaluation. */
class TrainingModeTest {
  private static final Backend BACKEND = GradientCheck.backend();
  private static final double ROOT = Math.sqrt(1 + 1e-5);

  private static Parameters parameters() {
    return Parameters.initialise(BACKEND, new Philox(1, 0));
  }

  private static Tensor of(Shape shape, double... values) {
    return Tensor.of(BACKEND, shape, values);
  }

  private static double[] run(Tape tape, Layer layer, Tensor x) {
    try (tape) {
      return layer.forward(tape, tape.constant(x)).value().toDoubles();
    }
  }

  @Test
  void aRecordingTapeTrains() {
    try (Tape recording = Tape.recording(BACKEND);
        Tape none = Tape.none(BACKEND)) {
      assertTrue(recording.training());
      assertFalse(none.training());
      assertSame(none, none.training(true));
      assertTrue(none.training());
    }
  }

  /** Batch means 2 and 6, variances 1 and 4, or 4/3 and 16/3 divided by n − 1. */
  @Test
  void batchNormMovesItsStatistics() {
    BatchNorm2d layer = BatchNorm2d.of(parameters(), 2);
    Tensor x = of(Shape.of(2, 2, 1, 2), 1, 3, 4, 8, 1, 3, 8, 4);
    double[] y = run(Tape.recording(BACKEND), layer, x);
    double second = 2 / Math.sqrt(4 + 1e-5);
    double[] expected = {
      -1 / ROOT, 1 / ROOT, -second, second, -1 / ROOT, 1 / ROOT, second, -second
    };
    assertArrayEquals(expected, y, 1e-12);
    assertArrayEquals(new double[] {0.2, 0.6}, layer.runningMean().tensor().toDoubles(), 1e-12);
    assertArrayEquals(
        new double[] {0.9 + 0.4 / 3, 0.9 + 1.6 / 3},
        layer.runningVariance().tensor().toDoubles(),
        1e-12);
    assertEquals(1, layer.runningMean().tensor().version());
  }

  @Test
  void batchNormUsesThemInEvaluation() {
    BatchNorm2d layer = BatchNorm2d.of(parameters(), 2);
    BACKEND.upload(new double[] {1, 2}, layer.runningMean().tensor());
    BACKEND.upload(new double[] {4, 9}, layer.runningVariance().tensor());
    BACKEND.upload(new double[] {10, 100}, layer.weight().tensor());
    BACKEND.upload(new double[] {5, 7}, layer.bias().tensor());
    double[] y = run(Tape.none(BACKEND), layer, of(Shape.of(1, 2), 3, 8));
    assertArrayEquals(
        new double[] {5 + 20 / Math.sqrt(4 + 1e-5), 7 + 600 / Math.sqrt(9 + 1e-5)}, y, 1e-12);
    assertEquals(0, layer.runningMean().tensor().version());
    double[] same = run(Tape.recording(BACKEND), new Evaluated(layer), of(Shape.of(1, 2), 3, 8));
    assertArrayEquals(y, same);
  }

  @Test
  void evaluatedPutsTheModeBack() {
    try (Tape tape = Tape.recording(BACKEND)) {
      Var x = tape.constant(of(Shape.of(2), 1, 2));
      Layer dropout = new Dropout(0.5, new Philox(1, 1));
      assertSame(x, new Evaluated(dropout).forward(tape, x));
      assertTrue(tape.training());
      Layer failing = new Evaluated(LayerNorm.of(parameters(), 3));
      assertThrows(ShapeException.class, () -> failing.forward(tape, x));
      assertTrue(tape.training());
    }
  }

  @Test
  void oneValueAChannelIsRefusedInTraining() {
    BatchNorm2d layer = BatchNorm2d.of(parameters(), 2);
    ShapeException thrown =
        assertThrows(
            ShapeException.class,
            () -> run(Tape.recording(BACKEND), layer, of(Shape.of(1, 2, 1, 1), 3, 8)));
    assertEquals(
        "batch_norm: (1, 2, 1, 1): one value a channel has no variance; train with larger batches,"
            + " or use Evaluated",
        thrown.getMessage());
    assertArrayEquals(new double[2], layer.runningMean().tensor().toDoubles());
  }

  /** 128 elements and probability ½: without one or the other has odds of 2⁻¹²⁷. */
  @Test
  void dropoutDropsInTrainingAlone() {
    Tensor ones = Tensor.of(BACKEND, Shape.of(128), new double[128]);
    BACKEND.fill(1, ones);
    Dropout layer = new Dropout(0.5, new Philox(3, 2));
    assertArrayEquals(ones.toDoubles(), run(Tape.none(BACKEND), layer, ones));
    assertEquals(0, layer.random().position());
    double[] y = run(Tape.recording(BACKEND), layer, ones);
    assertTrue(List.of(0.0, 2.0).contains(y[0]));
    assertEquals(2, java.util.Arrays.stream(y).distinct().count());
    double[] again = run(Tape.recording(BACKEND), new Dropout(0.5, new Philox(3, 2, 128)), ones);
    assertArrayEquals(run(Tape.recording(BACKEND), layer, ones), again);
    assertThrows(IllegalArgumentException.class, () -> new Dropout(1, new Philox(1, 1)));
  }

  @Test
  void aStateNeverTrains() {
    BatchNorm2d layer = BatchNorm2d.of(parameters().at("bn"), 2);
    layer.parameters().forEach(Parameter::unfreeze);
    assertEquals(List.of(layer.weight(), layer.bias()), layer.trainable());
    assertTrue(layer.runningMean().isState());
    assertEquals("bn.running_var(2) state", layer.runningVariance().toString());
  }

  @Test
  void aFrozenPrefixEvaluatesWhatItIsToldTo() {
    Bytes bytes = Bytes.allocate(BACKEND, Shape.of(5, 2));
    BACKEND.upload(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, bytes);
    DataSet data = new ScaledBytes(bytes, 1);
    BatchNorm2d layer = BatchNorm2d.of(parameters(), 2);
    layer.parameters().forEach(Parameter::freeze);
    assertThrows(IllegalArgumentException.class, () -> FrozenPrefix.of(layer, data));
    assertEquals(2, FrozenPrefix.of(new Evaluated(layer), data).features());
  }
}
