package dev.rankine.mnist.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.io.TensorHash;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DrawnDigitsTest {
  @Test
  void drawsTheSameDigitsOnEveryMachine() {
    DigitData digits = DrawnDigits.draw(500, 100);
    assertEquals(
        "d6a5d93d2a46a695a3409fbc38367d9e0984a402161a1f4de29f9fe2e1397787",
        TensorHash.sha256(digits.train().images()));
  }

  @Test
  void aSmallerSetIsTheStartOfALargerOne() {
    DigitData few = DrawnDigits.draw(20, 10);
    DigitData more = DrawnDigits.draw(40, 30);
    assertArrayEquals(
        few.train().images(), Arrays.copyOf(more.train().images(), few.train().images().length));
    assertArrayEquals(few.test().labels(), Arrays.copyOf(more.test().labels(), 10));
  }

  @Test
  void trainAndTestDiffer() {
    DigitData digits = DrawnDigits.draw(10, 10);
    assertTrue(!Arrays.equals(digits.train().images(), digits.test().images()));
  }

  @Test
  void everyClassOccursWithInkInTheMiddleAndNoneAtTheCorners() {
    DigitData.Digits digits = DrawnDigits.draw(2_000, 1).train();
    int[] perClass = new int[DigitData.CLASSES];
    for (int i = 0; i < digits.count(); i++) {
      perClass[digits.labels()[i]]++;
      int ink = 0;
      for (int pixel = 0; pixel < DigitData.PIXELS; pixel++) {
        ink += digits.images()[i * DigitData.PIXELS + pixel] & 0xFF;
      }
      assertTrue(ink > 10 * 255, "image " + i + " is nearly empty");
      assertEquals(0, digits.images()[i * DigitData.PIXELS]);
    }
    for (int count : perClass) {
      assertTrue(count > 140 && count < 260, Arrays.toString(perClass));
    }
  }
}
