package dev.rankine.engine.cpu.vector;

/** What the vector loops are warmed up with. */
final class WarmNumbers {
  private WarmNumbers() {}

  /** Numbers between −1 and 1, every other one zero. */
  static float[] numbers() {
    float[] numbers = new float[1 << 13];
    for (int i = 0; i < numbers.length; i += 2) {
      numbers[i] = (i * 37 % 65 - 32) / 32f;
    }
    return numbers;
  }

  /** A few of 16 bits in both halves. */
  static int[] bits() {
    int[] bits = new int[256];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = i % 3 << 3 | i % 5 << 18;
    }
    return bits;
  }

  /** Distances of taps in an image, a few more than a real call takes. */
  static int[] steps() {
    return new int[] {0, 1, 2, 32, 33, 34, 64, 65, 66, 256, 257, 258, 288};
  }
}
