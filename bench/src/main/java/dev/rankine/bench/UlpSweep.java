package dev.rankine.bench;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import dev.rankine.engine.cpu.CpuBackend;
import dev.rankine.engine.cpu.KernelChoice;
import dev.rankine.engine.reference.ReferenceBackend;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  private static final EnumSet<Unary> EXACT =
      EnumSet.of(Unary.NEGATE, Unary.ABS, Unary.SQRT, Unary.CUBE, Unary.RELU);

  /** The gradients at an output round once before the product with dy. */
  private static final EnumSet<Binary> GRADIENTS =
      EnumSet.of(Binary.SILU_GRADIENT, Binary.GELU_GRADIENT, Binary.GELU_TANH_GRADIENT);

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

  /** A function of one argument, applied in place. */
  private interface Function {
    void apply(Backend backend, Tensor x);
  }

  /** Prints one row for each function named, or for each that rounds more than once. */
  public static void main(String[] names) {
    Map<String, Function> functions = functions();
    for (String name : names) {
      if (!functions.containsKey(name)) {
        throw new IllegalArgumentException(
            "no function " + name + " to measure: choose from " + functions.keySet());
      }
    }
    if (names.length > 0) {
      functions.keySet().retainAll(List.of(names));
    }
    System.out.println(
        "Kernels: scalar and " + VECTOR.kernels() + ", " + VECTOR.vectorBits() + " bits");
    System.out.println(
        "function              max ulp  at               max abs  at               twins differ");
    functions.forEach(
        (name, f) -> {
          Errors errors =
              IntStream.range(0, 1 << 16)
                  .parallel()
                  .mapToObj(block -> block(f, block))
                  .reduce(Errors.NONE, Errors::and);
          System.out.printf(
              Locale.ROOT,
              "%-18s %10.4f  %-15s %9.3g  %-15s %d%n",
              name,
              errors.ulps,
              errors.atUlps,
              errors.absolute,
              errors.atAbsolute,
              errors.differing);
        });
  }

  /** Functions of one argument, and gradients at dy = 1, by the names of their constants. */
  private static Map<String, Function> functions() {
    Map<String, Function> functions = new LinkedHashMap<>();
    for (Unary f : EnumSet.complementOf(EXACT)) {
      functions.put(f.name(), (backend, x) -> backend.map(f, x, x));
    }
    for (Binary f : GRADIENTS) {
      functions.put(
          f.name(), (backend, x) -> backend.zip(f, Tensor.of(backend, Shape.SCALAR, 1f), x, x));
    }
    return functions;
  }

  /** The floats whose high 16 bits are these. */
  private static Errors block(Function f, int high) {
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

  private static Tensor map(Backend backend, Function f, float[] x) {
    Tensor values = Tensor.of(backend, SHAPE, x);
    f.apply(backend, values);
    return values;
  }
}
