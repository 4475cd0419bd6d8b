package dev.rankine.lora.variant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import org.junit.jupiter.api.Test;

class ImportanceTest {
  private static Tensor of(double... values) {
    return Tensor.of(Backend.named("reference"), Shape.of(2), values);
  }

  /** Equations 9 to 11 by hand, for |w·g| = (6, 0.5) and then (2, 0). */
  @Test
  void sensitivityTimesUncertainty() {
    Importance importance = new Importance(new Parameter("p", of(2, -0.5)), 0.75, 0.5);
    importance.add(of(-3, 1));
    double[] sensitivity = {0.25 * 6, 0.25 * 0.5};
    double[] uncertainty = {0.5 * (6 - 1.5), 0.5 * (0.5 - 0.125)};
    assertArrayEquals(
        new double[] {sensitivity[0] * uncertainty[0], sensitivity[1] * uncertainty[1]},
        importance.scores(),
        1e-15);
    importance.add(of(1, 0));
    double[] next = {0.75 * 1.5 + 0.25 * 2, 0.75 * 0.125};
    double[] off = {0.5 * 2.25 + 0.5 * (2 - next[0]), 0.5 * 0.1875 + 0.5 * next[1]};
    assertArrayEquals(
        new double[] {next[0] * off[0], next[1] * off[1]}, importance.scores(), 1e-15);
  }
}
