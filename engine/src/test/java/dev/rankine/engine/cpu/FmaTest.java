package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The emulated fused multiply-add against the JDK's, bit for bit. */
class FmaTest {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    0x1.fffffep-1f,
    0x1.000002p0f,
    0x1p-75f,
    0x1.8p-126f,
    3f
  };

  private static void check(float a, float b, float c) {
    assertEquals(
        Float.floatToIntBits(Math.fma(a, b, c)),
        Float.floatToIntBits(Fma.emulate(a, b, c)),
        () -> a + " * " + b + " + " + c);
  }

  @Test
  void specialValues() {
    for (float a : SPECIAL) {
      for (float b : SPECIAL) {
        for (float c : SPECIAL) {
          check(a, b, c);
        }
      }
    }
  }

  @Test
  void randomBits() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000_000; i++) {
      check(
          Float.intBitsToFloat(random.nextInt()),
          Float.intBitsToFloat(random.nextInt()),
          Float.intBitsToFloat(random.nextInt()));
    }
  }

  /** Sums near a tie between two floats, where rounding twice would go wrong. */
  @Test
  void sumsNearATie() {
    Random random = new Random(2);
    for (int i = 0; i < 2_000_000; i++) {
      float a = Float.intBitsToFloat(0x3F800000 | random.nextInt(1 << 23));
      float b = Float.intBitsToFloat(0x3F800000 | random.nextInt(1 << 23));
      float product = a * b;
      float tiny = Math.scalb(1f + random.nextFloat(), -random.nextInt(60));
      check(a, b, Math.scalb(product, random.nextInt(50) - 25));
      check(a, b, random.nextBoolean() ? tiny : -tiny);
      check(a, b, -product);
    }
  }

  /** Results among the subnormal numbers. */
  @Test
  void subnormalResults() {
    Random random = new Random(3);
    for (int i = 0; i < 1_000_000; i++) {
      float a = Math.scalb(random.nextFloat() - 0.5f, -70);
      float b = Math.scalb(random.nextFloat() - 0.5f, -60 - random.nextInt(25));
      check(a, b, Math.scalb(random.nextFloat() - 0.5f, -120 - random.nextInt(29)));
    }
  }
}
