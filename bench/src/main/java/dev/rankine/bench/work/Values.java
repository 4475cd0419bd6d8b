package dev.rankine.bench.work;

import dev.rankine.engine.Philox;

/** Operands: the same each time. */
final class Values {
  private Values() {}

  /** Uniform in −1 … 1. */
  static float[] uniform(int count, long seed) {
    return uniform(count, seed, 1);
  }

  /** Uniform in −bound … bound. */
  static float[] uniform(int count, long seed, float bound) {
    Philox random = new Philox(seed, 0);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (2 * random.nextFloat() - 1) * bound;
    }
    return values;
  }
}
