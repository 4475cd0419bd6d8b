package dev.rankine.bench;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import dev.rankine.engine.cpu.CpuBackend;
import dev.rankine.engine.cpu.KernelChoice;
import dev.rankine.engine.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Applies elementwise functions to every one of the 2³² floats, compares the scalar kernels with
 * the float64 reference and with the kernels in force, and prints the largest errors. A function
 * takes some minutes of one core.
 *
 * <pre>java --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar \
 *     dev.rankine.bench.UlpSweep [function ...]</pre>
 */
public final class UlpSweep {
  private static final int BLOCK = 1 << 16;
  private static final Shape SHAPE = Shape.of(BLOCK);

  private static final Backend REFERENCE = new ReferenceBackend();
  private static final Backend SCALAR = backend("scalar");
  private static final Backend VECTOR = backend("vector");

  private UlpSweep() {}

  private static Backend backend(String rung) {
    return new CpuBackend(
        rung.equals("scalar") ? KernelChoice.scalar() : KernelChoice.best(),
        1,
        CpuBackend.Convolution.IMPLICIT);
  }

  /**
   * The largest errors of a function over some floats.
   *
   * @param ulps in units in the last place of the exact result rounded to float
   * @param atUlps where that is
   * @param absolute the largest difference between finite numbers
   * @param atAbsolute where that is
   * @param differing how often the bits of scalar kernels and kernels in force differ
   */
  private record Errors(
      double ulps, float atUlps, double absolute, float atAbsolute, long differing) {
    static final Errors NONE = new Errors(0, 0, 0, 0, 0);

    Errors and(Errors other) {
      Errors worst = other.ulps > ulps ? other : this;
      Errors widest = other.absolute > absolute ? other : this;
      return new Errors(
          worst.ulps,
          worst.atUlps,
          widest.absolute,
          widest.atAbsolute,
          differing + other.differing);
    }
  }

  /** Prints one row for each function named, or for each that is not exact. */
  public static void main(String[] names) {
    List<Unary> functions =
        names.length > 0
            ? Arrays.stream(names).map(Unary::valueOf).toList()
            : Arrays.stream(Unary.values()).filter(f -> !isExact(f)).toList();
    System.out.println(
        "Kernels: scalar and " + VECTOR.kernels() + ", " + VECTOR.vectorBits() + " bits");
    System.out.println(
        "function       max ulp  at               max abs   at               twins differ");
    for (Unary f : functions) {
      Errors errors =
          IntStream.range(0, 1 << 16)
              .parallel()
              .mapToObj(block -> block(f, block))
              .reduce(Errors.NONE, Errors::and);
      System.out.printf(
          "%-12s %9.4f  %-15s %9.3g  %-15s %d%n",
          f, errors.ulps, errors.atUlps, errors.absolute, errors.atAbsolute, errors.differing);
    }
  }

  private static boolean isExact(Unary f) {
    return switch (f) {
      case NEGATE, ABS, SQRT, RELU -> true;
      default -> false;
    };
  }

  /** The floats whose high 16 bits are these. */
  private static Errors block(Unary f, int high) {
    float[] x = new float[BLOCK];
    for (int low = 0; low < BLOCK; low++) {
      x[low] = Float.intBitsToFloat(high << 16 | low);
    }
    double[] exact = map(REFERENCE, f, x).toDoubles();
    float[] scalar = map(SCALAR, f, x).toFloats();
    float[] vector = map(VECTOR, f, x).toFloats();
    double ulps = 0;
    double absolute = 0;
    int atUlps = 0;
    int atAbsolute = 0;
    int differing = 0;
    for (int i = 0; i < BLOCK; i++) {
      double error = error(exact[i], scalar[i]);
      double ulp = Math.ulp(Math.min(Math.abs((float) exact[i]), Float.MAX_VALUE));
      if (error > ulps * ulp) {
        ulps = error / ulp;
        atUlps = i;
      }
      if (error > absolute) {
        absolute = error;
        atAbsolute = i;
      }
      if (Float.floatToIntBits(scalar[i]) != Float.floatToIntBits(vector[i])) {
        differing++;
      }
    }
    return new Errors(ulps, x[atUlps], absolute, x[atAbsolute], differing);
  }

  /** Infinite where one of the two is not a number or rounding does not explain an infinity. */
  private static double error(double exact, float actual) {
    if (Float.compare(actual, (float) exact) == 0 && !Float.isFinite(actual)) {
      return 0;
    }
    double error = Math.abs(actual - exact);
    return error == error ? error : Double.POSITIVE_INFINITY;
  }

  private static Tensor map(Backend backend, Unary f, float[] x) {
    Tensor values = Tensor.of(backend, SHAPE, x);
    backend.map(f, values, values);
    return values;
  }
}
