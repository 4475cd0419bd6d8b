package dev.rankine.mnist.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShiftTest {
  private static final DigitData DATA = DrawnDigits.draw(41, 200);

  private static byte[] image(DigitData.Digits digits, int i) {
    return Arrays.copyOfRange(digits.images(), i * DigitData.PIXELS, (i + 1) * DigitData.PIXELS);
  }

  /** Which images are inverted; all others must be unchanged. */
  private static boolean[] inverted(DigitData.Digits before, DigitData.Digits after) {
    boolean[] inverted = new boolean[before.count()];
    for (int i = 0; i < inverted.length; i++) {
      byte[] old = image(before, i);
      byte[] now = image(after, i);
      inverted[i] = !Arrays.equals(old, now);
      for (int k = 0; k < old.length; k++) {
        assertEquals(inverted[i] ? 255 - (old[k] & 0xFF) : old[k] & 0xFF, now[k] & 0xFF);
      }
    }
    return inverted;
  }

  @Test
  void oneOfEachPairIsInvertedAndLabelsStay() {
    DigitData.Digits copy = new DigitData.Digits(DATA.test().images().clone(), new int[0]);
    DigitData shifted = Shift.INVERT.of(DATA);
    assertEquals("drawn-digits-half-inverted", shifted.name());
    assertArrayEquals(copy.images(), DATA.test().images(), "what was given is unchanged");
    assertArrayEquals(DATA.test().labels(), shifted.test().labels());
    boolean[] test = inverted(DATA.test(), shifted.test());
    int first = 0;
    for (int i = 0; i < test.length; i += 2) {
      assertTrue(test[i] ^ test[i + 1], "pair at " + i);
      first += test[i] ? 1 : 0;
    }
    assertTrue(first > 30 && first < 70, first + " of 100 coins");
  }

  @Test
  void theChoiceIsAlwaysTheSameAndOfEachPartItsOwn() {
    DigitData once = Shift.INVERT.of(DATA);
    assertArrayEquals(once.train().images(), Shift.INVERT.of(DATA).train().images());
    boolean[] train = inverted(DATA.train(), once.train());
    boolean[] test = Arrays.copyOf(inverted(DATA.test(), once.test()), 40);
    assertNotEquals(Arrays.toString(Arrays.copyOf(train, 40)), Arrays.toString(test));
  }

  @Test
  void namesAreThoseOfTheOption() {
    assertSame(DATA, Shift.NONE.of(DATA));
    assertEquals(Optional.of(Shift.INVERT), Shift.named("invert"));
    assertEquals(Optional.empty(), Shift.named("INVERT"));
    assertEquals("none or invert", Shift.names());
  }
}
