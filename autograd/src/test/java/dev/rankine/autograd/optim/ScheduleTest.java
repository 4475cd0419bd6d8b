package dev.rankine.autograd.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ScheduleTest {
  private static void assertRates(Schedule schedule, double... expected) {
    double[] rates = LongStream.range(0, expected.length).mapToDouble(schedule::at).toArray();
    assertArrayEquals(expected, rates, 1e-15);
  }

  @Test
  void constant() {
    assertRates(Schedule.constant(0.1), 0.1, 0.1, 0.1);
    assertEquals(0.1, Schedule.constant(0.1).at(Long.MAX_VALUE));
  }

  @Test
  void stairs() {
    assertRates(Schedule.stairs(0.8, 2, 0.5), 0.8, 0.8, 0.4, 0.4, 0.2, 0.2, 0.1);
    assertRates(Schedule.stairs(1, 1, 0.1), 1, 0.1, 0.01);
  }

  /** cos of 0, 60, 90, 120 and 180 degrees. */
  @Test
  void cosine() {
    Schedule schedule = Schedule.cosine(3, 1, 6);
    assertRates(schedule, 3, 1 + (1 + Math.sqrt(0.75)), 2.5, 2, 1.5, 2 - Math.sqrt(0.75), 1, 1);
    assertEquals(0, Schedule.cosine(3, 0, 6).at(6));
    assertEquals(0, Schedule.cosine(3, 0, 6).at(Long.MAX_VALUE));
  }

  @Test
  void warmUp() {
    assertRates(Schedule.constant(4).warmedUp(3), 1, 2, 3, 4, 4);
    assertRates(Schedule.cosine(4, 0, 2).warmedUp(1), 2, 4, 2, 0, 0);
    assertRates(Schedule.stairs(8, 2, 0.5).warmedUp(3), 2, 4, 6, 8, 8, 4, 4, 2);
  }

  @Property
  void cosineFallsFromItsRateToItsLast(
      @ForAll @LongRange(min = 1, max = 1000) long steps,
      @ForAll @LongRange(max = 1200) long step) {
    Schedule schedule = Schedule.cosine(1e-3, 1e-5, steps);
    assertTrue(schedule.at(step) >= schedule.at(step + 1));
    assertTrue(schedule.at(step) <= schedule.at(0) && schedule.at(step) >= 1e-5);
    assertEquals(1e-3, schedule.at(0), 1e-18);
    if (step <= steps) {
      double mirrored = schedule.at(steps - step);
      assertEquals(
          1e-3 + 1e-5, schedule.at(step) + mirrored, 1e-17, "the halves mirror each other");
    }
  }

  @Test
  void numbersAreChecked() {
    assertEquals(
        "optimizer: rate 0.0: a positive, finite number is needed",
        fails(() -> Schedule.constant(0)));
    assertEquals(
        "optimizer: factor -0.5: a positive, finite number is needed",
        fails(() -> Schedule.stairs(1, 1, -0.5)));
    assertEquals(
        "optimizer: last rate NaN: 0 or a positive, finite number is needed",
        fails(() -> Schedule.cosine(1, Double.NaN, 1)));
    assertEquals(
        "schedule: 0 steps: at least 1 is needed; leave the schedule out for none",
        fails(() -> Schedule.constant(1).warmedUp(0)));
    fails(() -> Schedule.stairs(1, 0, 0.5));
    fails(() -> Schedule.cosine(1, 0, -1));
    fails(() -> Schedule.cosine(Double.POSITIVE_INFINITY, 0, 1));
  }

  private static String fails(Executable executable) {
    return assertThrows(IllegalArgumentException.class, executable).getMessage();
  }
}
