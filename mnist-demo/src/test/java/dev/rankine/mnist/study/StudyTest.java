package dev.rankine.mnist.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.metrics.ConfusionMatrix;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The numbers by hand, and the sentences they support. */
class StudyTest {
  private static final Backend BACKEND = new ReferenceBackend();

  @Test
  void aSampleByHand() {
    Sample sample = Sample.of(1, 2, 3, 6);
    assertEquals(3, sample.mean());
    assertEquals(Math.sqrt(14 / 3.0), sample.sd(), 1e-15);
    assertEquals(Math.sqrt(14 / 12.0), sample.standardError(), 1e-15);
    assertEquals(3.182 * Math.sqrt(14 / 12.0), sample.margin(), 1e-12, "t of 3 degrees");
    assertEquals(12.706 * 0.5, Sample.of(1, 2).margin(), 1e-12, "t of 1 degree");
    assertTrue(Double.isNaN(Sample.of(7).margin()));
    Sample many = new Sample(DoubleStream.iterate(0, x -> 1 - x).limit(100).boxed().toList());
    assertEquals(2.042 * many.standardError(), many.margin(), 1e-12, "never too narrow");
    assertThrows(IllegalArgumentException.class, Sample::of);
    assertThrows(IllegalArgumentException.class, () -> sample.minus(Sample.of(1)));
  }

  private static Difference difference(double... points) {
    return new Difference("a", "b", Sample.of(points));
  }

  @Test
  void aSentenceSaysWhatTheIntervalDoes() {
    Difference clear = difference(0.4, 0.5, 0.6);
    assertTrue(clear.clear());
    assertEquals(
        "a is better than b: +0.50 ± 0.06 points over 3 seeds, 95 % interval +0.25 to +0.75.",
        clear.sentence());
    assertTrue(difference(-0.4, -0.5, -0.6).sentence().startsWith("a is worse than b: -0.50"));
    Difference unclear = difference(-0.1, 0.2, 0.1);
    assertFalse(unclear.clear());
    assertTrue(
        unclear.sentence().startsWith("No difference between a and b can be told: +0.07 ± 0.09"));
    assertFalse(difference(0, 0).clear());
    assertEquals(
        "a against b: +9.00 points with one seed, which may be chance.", difference(9).sentence());
  }

  /** Digits 0 and 1 four times each, of which so many 0 are taken for 1. */
  private static Outcome outcome(String name, long seed, int wrong) {
    ConfusionMatrix matrix = new ConfusionMatrix(10);
    int[] labels = {0, 0, 0, 0, 1, 1, 1, 1};
    int[] answers = labels.clone();
    for (int i = 0; i < wrong; i++) {
      answers[i] = 1;
    }
    matrix.add(Indices.of(BACKEND, Shape.of(8), labels), Indices.of(BACKEND, Shape.of(8), answers));
    return new Outcome(name, seed, matrix, 12_345, "abc", 1.5);
  }

  private static Comparison comparison() {
    return new Comparison(
        List.of(
            outcome("old", 1, 2),
            outcome("new", 1, 0),
            outcome("old", 2, 1),
            outcome("new", 2, 0)));
  }

  @Test
  void kindsAreComparedSeedBySeed() {
    Comparison comparison = comparison();
    assertEquals(List.of("old", "new"), comparison.names());
    assertEquals(List.of(75.0, 87.5), comparison.accuracy("old").values());
    assertEquals(List.of(50.0, 75.0), comparison.recall("old", 0).values());
    assertEquals(100, comparison.f1("new", 1).mean());
    assertEquals(100 * 8 / 10.0, comparison.f1("old", 1).values().getFirst(), 1e-12);
    assertArrayEquals(new long[] {5, 3}, Arrays.copyOf(confusion("old")[0], 2));
    List<Difference> differences = comparison.differences();
    assertEquals(1, differences.size());
    assertEquals(List.of(25.0, 12.5), differences.getFirst().points().values());
  }

  private static long[][] confusion(String name) {
    return comparison().confusion(name, 10);
  }

  @Test
  void tablesLineUp() {
    ComparisonText text = new ComparisonText(comparison());
    List<String> lines = text.text().lines().toList();
    assertEquals("| network | trained | test accuracy, % |    mean F1, % |", lines.getFirst());
    assertEquals("|:--------|--------:|-----------------:|--------------:|", lines.get(1));
    assertTrue(lines.get(2).startsWith("| old     |  12,345 |     81.25 ± 8.84 |"), lines.get(2));
    for (String table : text.text().split("\n\n")) {
      List<String> rows = table.lines().filter(line -> line.startsWith("|")).toList();
      assertTrue(rows.stream().allMatch(row -> row.length() == rows.getFirst().length()), table);
    }
    assertTrue(text.confusions().contains("| 0   | 5 | 3 | 0 |"), text.confusions());
  }
}
