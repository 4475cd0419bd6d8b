package dev.rankine.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void medianIsTheMiddle() {
    assertEquals(2, Statistics.median(9, 1, 2));
    assertEquals(2.5, Statistics.median(9, 1, 3, 2));
    assertEquals(7, Statistics.median(List.of(7.0)));
    assertThrows(IllegalArgumentException.class, Statistics::median);
  }

  @Test
  void geometricMeanOfInversesIsOne() {
    assertEquals(1, Statistics.geometricMean(List.of(0.25, 4.0)), 1e-15);
    assertEquals(2, Statistics.geometricMean(List.of(1.0, 2.0, 4.0)), 1e-15);
  }

  /** The machine was three times slower in the second round, for both: that must not show. */
  @Test
  void ratioIsTakenRoundByRound() {
    var ratio = Statistics.Ratio.of(List.of(2.0, 6.6, 2.4), List.of(1.0, 3.0, 1.0));
    assertEquals(2.2, ratio.median(), 1e-12);
    assertEquals(2.0, ratio.lowest(), 1e-12);
    assertEquals(2.4, ratio.highest(), 1e-12);
  }

  @Test
  void ratioNeedsTheSameRounds() {
    assertThrows(
        IllegalArgumentException.class, () -> Statistics.Ratio.of(List.of(1.0, 2.0), List.of(1.0)));
  }
}
