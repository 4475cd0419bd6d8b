package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PhiloxTest {
  private static void assertBlock(long low, long high, long key, int... expected) {
    int[] block = new int[4];
    Philox.block(low, high, key, block);
    assertArrayEquals(expected, block);
  }

  /** The vectors of philox4x32-10 in kat_vectors of the Random123 distribution. */
  @Test
  void publishedKnownAnswers() {
    assertBlock(0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertBlock(-1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertBlock(
        0x85a308d3_243f6a88L,
        0x03707344_13198a2eL,
        0x299f31d0_a4093822L,
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1);
  }

  @Test
  void seedIsTheKeyAndStreamTheHighHalfOfTheCounter() {
    int[] block = new int[4];
    Philox.block(1, 7, 42, block);
    Philox random = new Philox(42, 7, 4);
    for (int word : block) {
      assertEquals(word, random.nextInt());
    }
    assertNotEquals(new Philox(42, 7).nextInt(), new Philox(42, 8).nextInt());
    assertNotEquals(new Philox(42, 7).nextInt(), new Philox(43, 7).nextInt());
  }

  @Property
  void resumesAtAnyPosition(@ForAll long seed, @ForAll @IntRange(max = 50) int drawn) {
    Philox first = new Philox(seed, 3);
    for (int i = 0; i < drawn; i++) {
      first.nextInt();
    }
    assertEquals(drawn, first.position());
    Philox resumed = new Philox(seed, 3, first.position());
    for (int i = 0; i < 9; i++) {
      assertEquals(first.nextInt(), resumed.nextInt());
    }
  }

  @Test
  void doublesTakeTwoWordsAndGaussiansFour() {
    Philox random = new Philox(1, 0);
    random.nextFloat();
    assertEquals(1, random.position());
    random.nextDouble();
    assertEquals(3, random.position());
    random.nextGaussian();
    assertEquals(7, random.position());
  }

  /** A chi-squared test of 300,000 draws: beyond 5 standard deviations is no accident. */
  @Test
  void boundedIntegersAreUniform() {
    for (int bound : new int[] {1, 2, 3, 10, 97}) {
      Philox random = new Philox(5, bound);
      int[] counts = new int[bound];
      int draws = 300_000;
      for (int i = 0; i < draws; i++) {
        counts[random.nextInt(bound)]++;
      }
      double expected = (double) draws / bound;
      double chi = Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected)).sum();
      double degrees = bound - 1;
      double deviation = Math.abs(chi / expected - degrees);
      assertTrue(deviation <= 5 * Math.sqrt(2 * degrees), bound + ": " + chi / expected);
    }
  }

  /** Without rejection, the bound 3·2²⁹ would give one residue in three a third less often. */
  @Test
  void hugeBoundsAreNotBiased() {
    int bound = 3 << 29;
    Philox random = new Philox(6, 0);
    int[] thirds = new int[3];
    for (int i = 0; i < 300_000; i++) {
      int value = random.nextInt(bound);
      assertTrue(value >= 0 && value < bound);
      thirds[value % 3]++;
    }
    for (int count : thirds) {
      assertEquals(100_000, count, 1_300, Arrays.toString(thirds));
    }
    assertTrue(random.position() > 300_000, "some draws must have been rejected");
  }

  @Test
  void aBoundMustBePositive() {
    Philox random = new Philox(1, 1);
    assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
    assertThrows(IllegalArgumentException.class, () -> random.nextInt(-3));
  }

  @Test
  void fractionsAreMultiplesInTheUnitInterval() {
    Philox random = new Philox(9, 9);
    double sum = 0;
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      float f = random.nextFloat();
      assertTrue(f >= 0 && f < 1);
      assertEquals(0, (f * 0x1p24f) % 1);
      double d = random.nextDouble();
      assertTrue(d >= 0 && d < 1);
      assertEquals(0, (d * 0x1p53) % 1);
      sum += f + d;
    }
    assertEquals(1, sum / draws, 5 * Math.sqrt(2.0 / 12 / draws));
  }

  @Test
  void gaussianMoments() {
    Philox random = new Philox(11, 2);
    int draws = 200_000;
    double[] moments = new double[5];
    for (int i = 0; i < draws; i++) {
      double z = random.nextGaussian();
      double power = 1;
      for (int order = 0; order < moments.length; order++, power *= z) {
        moments[order] += power / draws;
      }
    }
    // Standard errors of the first four moments of N(0, 1): √1, √2, √15, √96 over √draws.
    double unit = 5 / Math.sqrt(draws);
    assertEquals(0, moments[1], unit);
    assertEquals(1, moments[2], unit * Math.sqrt(2));
    assertEquals(0, moments[3], unit * Math.sqrt(15));
    assertEquals(3, moments[4], unit * Math.sqrt(96));
  }

  @Property
  void aPermutationHoldsEachNumberOnce(@ForAll long seed, @ForAll @IntRange(max = 300) int n) {
    int[] order = new Philox(seed, 1).permutation(n);
    assertArrayEquals(IntStream.range(0, n).toArray(), Arrays.stream(order).sorted().toArray());
  }

  @Test
  void allPermutationsOfThreeAreEquallyLikely() {
    Philox random = new Philox(3, 1);
    int[] counts = new int[27];
    for (int i = 0; i < 60_000; i++) {
      int[] p = random.permutation(3);
      counts[p[0] * 9 + p[1] * 3 + p[2]]++;
    }
    int[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
    assertEquals(6, seen.length);
    for (int count : seen) {
      assertEquals(10_000, count, 5 * Math.sqrt(10_000));
    }
  }

  @Test
  void skippingIsDrawingWithoutLooking() {
    for (int start : new int[] {0, 1, 3}) {
      for (int skipped : new int[] {0, 1, 2, 4, 7}) {
        Philox drawn = new Philox(5, 6, start);
        for (int i = 0; i < skipped; i++) {
          drawn.nextInt();
        }
        Philox jumped = new Philox(5, 6, start);
        jumped.skip(skipped);
        assertEquals(drawn.position(), jumped.position());
        assertEquals(drawn.nextInt(), jumped.nextInt());
        assertEquals(drawn.nextInt(), jumped.nextInt());
      }
    }
  }
}
