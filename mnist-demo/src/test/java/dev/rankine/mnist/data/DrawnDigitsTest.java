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
        "849458e44a257f0f10abb349ee65f410858cfef51ce3764c286f3d8a5c11d95e",
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

  /** Assigning each digit to the nearest mean image of a class is right for 73.9 % of MNIST's. */
  @Test
  void theyAreAsHardAsMnistByTheNearestMeanImage() {
    DigitData digits = DrawnDigits.draw(2_000, 1_000);
    double[][] means = means(digits.train());
    int right = 0;
    for (int i = 0; i < digits.test().count(); i++) {
      right += nearest(means, digits.test().images(), i) == digits.test().labels()[i] ? 1 : 0;
    }
    assertTrue(right > 710 && right < 770, right + " of 1,000");
  }

  private static double[][] means(DigitData.Digits digits) {
    double[][] sums = new double[DigitData.CLASSES][DigitData.PIXELS];
    int[] perClass = new int[DigitData.CLASSES];
    for (int i = 0; i < digits.count(); i++) {
      perClass[digits.labels()[i]]++;
      for (int pixel = 0; pixel < DigitData.PIXELS; pixel++) {
        sums[digits.labels()[i]][pixel] += digits.images()[i * DigitData.PIXELS + pixel] & 0xFF;
      }
    }
    for (int digit = 0; digit < sums.length; digit++) {
      for (int pixel = 0; pixel < DigitData.PIXELS; pixel++) {
        sums[digit][pixel] /= perClass[digit];
      }
    }
    return sums;
  }

  private static int nearest(double[][] means, byte[] images, int image) {
    double best = Double.MAX_VALUE;
    int digit = -1;
    for (int candidate = 0; candidate < means.length; candidate++) {
      double distance = 0;
      for (int pixel = 0; pixel < DigitData.PIXELS; pixel++) {
        double apart = means[candidate][pixel] - (images[image * DigitData.PIXELS + pixel] & 0xFF);
        distance += apart * apart;
      }
      if (distance < best) {
        best = distance;
        digit = candidate;
      }
    }
    return digit;
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
