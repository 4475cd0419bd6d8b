package dev.rankine.engine.cpu;

import java.lang.management.ManagementFactory;

/**
 * The fused multiply-add of the scalar kernels. Where the processor has none, {@link Math#fma}
 * computes it through BigDecimal, about a hundred times slower; there it is emulated exactly.
 */
final class Fma {
  /** Whether the JVM turns {@link Math#fma} into an instruction. */
  static final boolean HARDWARE = hardware();

  private Fma() {}

  /** a·b + c, rounded once. */
  static float fma(float a, float b, float c) {
    return HARDWARE ? Math.fma(a, b, c) : emulate(a, b, c);
  }

  /**
   * a·b + c, rounded once, in double arithmetic. The product of two floats is exact in double. The
   * sum is rounded to odd (Boldo and Melquiond 2008), which makes the second rounding, to float,
   * the correct one.
   */
  static float emulate(float a, float b, float c) {
    double product = (double) a * b;
    double sum = product + c;
    double virtual = sum - product;
    double error = (product - (sum - virtual)) + (c - virtual);
    if (error != 0 && Math.abs(sum) < Double.POSITIVE_INFINITY) {
      long bits = Double.doubleToRawLongBits(sum);
      if ((bits & 1) == 0) {
        boolean awayFromZero = (error > 0) == (sum > 0);
        sum = Double.longBitsToDouble(awayFromZero ? bits + 1 : bits - 1);
      }
    }
    return (float) sum;
  }

  private static boolean hardware() {
    if (!System.getProperty("os.arch").matches("amd64|x86_64|x86|i386")) {
      return true;
    }
    try {
      var diagnostics =
          ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class);
      return Boolean.parseBoolean(diagnostics.getVMOption("UseFMA").getValue());
    } catch (LinkageError | RuntimeException notHotSpot) {
      return true;
    }
  }
}
