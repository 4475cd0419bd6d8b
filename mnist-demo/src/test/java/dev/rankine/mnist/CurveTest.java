package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.mnist.report.Findings;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {
  private final Curve curve = new Curve(new Progress.Quiet());

  /** An epoch of batches of 10 images, whose losses are these. */
  private void epoch(int number, double... losses) {
    curve.begin(number, 9, 10 * losses.length, 0);
    double sum = 0;
    for (int i = 0; i < losses.length; i++) {
      sum += losses[i];
      curve.advance(10, sum / (i + 1));
    }
  }

  @Test
  void batchesAreRecoveredFromTheMeanSoFar() {
    epoch(1, 4, 2);
    epoch(2, 1, 0.5);
    List<Findings.Point> points = curve.points();
    double[] at = {0.5, 1, 1.5, 2};
    double[] losses = {4, 2, 1, 0.5};
    assertEquals(4, points.size());
    for (int i = 0; i < 4; i++) {
      assertEquals(at[i], points.get(i).epoch(), 1e-12);
      assertEquals(losses[i], points.get(i).loss(), 1e-12);
    }
  }

  @Test
  void aLongTrainingHasFewPointsOfMoreBatches() {
    double[] falling = new double[10_000];
    for (int i = 0; i < falling.length; i++) {
      falling[i] = falling.length - i;
    }
    epoch(1, falling);
    List<Findings.Point> points = curve.points();
    assertTrue(points.size() >= 100 && points.size() < 240, "" + points.size());
    double perPoint = points.get(0).loss() - points.get(1).loss();
    for (int i = 1; i < points.size(); i++) {
      assertEquals(perPoint, points.get(i - 1).loss() - points.get(i).loss(), 1e-6, "evenly");
    }
  }

  @Test
  void aResumedEpochGoesOnWithItsSecondBatch() {
    curve.begin(1, 9, 40, 20);
    curve.advance(10, 3);
    curve.advance(10, 2.5);
    assertEquals(List.of(new Findings.Point(1, 1)), curve.points());
  }

  @Test
  void theNextTrainingBeginsAnew() {
    epoch(1, 4, 2);
    epoch(1, 3);
    assertEquals(List.of(new Findings.Point(1, 3)), curve.points());
  }
}
