package dev.rankine.bench;

import dev.rankine.engine.Backend;
import dev.rankine.engine.cpu.CpuBackend;
import dev.rankine.engine.cpu.KernelChoice;

/** The rungs of the ladder, by name. */
final class Kernels {
  private Kernels() {}

  /**
   * A backend: {@code scalar}, {@code vector} or {@code im2col}, the last being the vector kernels
   * with the im2col matrix written out.
   */
  static Backend backend(String rung, int threads) {
    return switch (rung) {
      case "scalar" ->
          new CpuBackend(KernelChoice.scalar(), threads, CpuBackend.Convolution.IMPLICIT);
      case "vector" ->
          new CpuBackend(KernelChoice.best(), threads, CpuBackend.Convolution.IMPLICIT);
      case "im2col" ->
          new CpuBackend(KernelChoice.best(), threads, CpuBackend.Convolution.MATERIALISED);
      default -> throw new IllegalArgumentException("no rung is named " + rung);
    };
  }

  /** The same pseudo-random values each time, in −1 … 1. */
  static float[] values(int count, long seed) {
    dev.rankine.engine.Philox random = new dev.rankine.engine.Philox(seed, 0);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  /** Throws unless two results have the same bits: a benchmark proves before it times. */
  static void requireEqual(String what, float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
        throw new IllegalStateException(
            what
                + " element "
                + i
                + " is "
                + actual[i]
                + ", the scalar kernels give "
                + expected[i]);
      }
    }
  }
}
