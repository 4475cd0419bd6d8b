package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.cpu.CpuBackend.Convolution;
import dev.rankine.engine.cpu.Draw.Choices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/**
 * The scalar kernels on one thread, and the kernels in force on any number of threads with either
 * form of convolution, give the same bits. Payloads and signs of NaN do not count.
 */
@Tag("kernels")
class TwinTest extends BackendProperties {
  private static final Backend SCALAR =
      new CpuBackend(KernelChoice.scalar(), 1, Convolution.IMPLICIT);

  private static final Map<String, Backend> TWINS = new LinkedHashMap<>();

  static {
    TWINS.put(
        "scalar, materialised", new CpuBackend(KernelChoice.scalar(), 2, Convolution.MATERIALISED));
    for (Convolution convolution : Convolution.values()) {
      for (int threads : new int[] {1, 2, 3, 7}) {
        Backend twin = new CpuBackend(KernelChoice.best(), threads, convolution);
        String bits = twin.kernels() + " " + twin.vectorBits() + " bits";
        TWINS.put(bits + ", " + threads + " threads, " + convolution, twin);
      }
    }
  }

  /** Otherwise this class would compare the scalar kernels with themselves and be content. */
  @Example
  void theKernelsInForceAreThoseAskedFor() {
    String wanted = System.getProperty("rankine.kernels", Fma.HARDWARE ? "vector" : "scalar");
    assertEquals(wanted, KernelChoice.best().name());
    int bits = KernelChoice.best().vectorBits();
    int wantedBits = Integer.getInteger("rankine.vector.bits", bits);
    assertEquals(wanted.equals("scalar") ? 32 : wantedBits, bits);
  }

  @Provide
  Arbitrary<Choices> choices() {
    return Choices.arbitrary(true);
  }

  @Override
  void check(Case sample) {
    List<Session.Result> expected = sample.run(SCALAR);
    TWINS.forEach((name, twin) -> compare(sample.label(), name, expected, sample.run(twin)));
  }

  private static void compare(
      String label, String name, List<Session.Result> expected, List<Session.Result> actual) {
    for (int r = 0; r < expected.size(); r++) {
      double[] wanted = expected.get(r).values();
      double[] values = actual.get(r).values();
      for (int i = 0; i < wanted.length; i++) {
        // Widening a float to double is exact, so equal bits here are equal bits there.
        if (Double.doubleToLongBits(wanted[i]) != Double.doubleToLongBits(values[i])) {
          String which = label + " (" + name + "): operand " + r + "[" + i + "] is ";
          throw new AssertionError(which + values[i] + ", by scalar kernels " + wanted[i]);
        }
      }
    }
  }
}
