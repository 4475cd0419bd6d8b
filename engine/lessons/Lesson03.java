import dev.rankine.engine.*;
import java.util.*;
import jdk.incubator.vector.*;

/** What SIMD does: lanes, one rounding, tails, and sums that must not depend on lanes. */
class Lesson03 {
  static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  static final int L = S.length();

  static void vectors(float a, float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, i);
      v.lanewise(VectorOperators.FMA, a, FloatVector.fromArray(S, y, i)).intoArray(y, i);
    }
  }

  static void plain(float a, float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) y[i] = Math.fma(a, x[i], y[i]);
  }

  static void both(float a, float[] x, float[] y, int n) {
    int whole = S.loopBound(n);
    vectors(a, x, y, 0, whole);
    plain(a, x, y, whole, n);
  }

  static float sum(float[] x, int partials) {
    float[] part = new float[partials];
    for (int i = 0; i < x.length; i++) part[i % partials] += x[i];
    for (int n = partials / 2; n > 0; n /= 2) for (int i = 0; i < n; i++) part[i] += part[i + n];
    return part[0];
  }

  static double nanos(int n) {
    float[] x = new float[n], y = new float[n];
    double best = Double.MAX_VALUE;
    for (int run = 0; run < 40; run++) {
      long start = System.nanoTime();
      for (int i = 0; i < 10_000; i++) both(0.5f, x, y, n);
      best = Math.min(best, (System.nanoTime() - start) / 10_000.0);
    }
    return best;
  }

  static void main() {
    float[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, y = new float[11];
    Arrays.fill(y, 100);
    vectors(10, x, y, 0, S.loopBound(11));
    System.out.println("after the vectors: " + Arrays.toString(y));
    plain(10, x, y, S.loopBound(11), 11);
    System.out.println("after the tail:    " + Arrays.toString(y));

    System.out.println();
    nanos(71); // until both loops are compiled
    for (int n : new int[] {64, 65, 68, 71, 72})
      System.out.printf(
          "n = %d: %2d vectors + %d alone, %5.1f ns (measured)%n", n, n / L, n % L, nanos(n));

    System.out.println();
    float a = 1 + 0x1p-12f;
    System.out.println("a·a − 1 in two roundings: " + (a * a - 1));
    System.out.println("a·a − 1 in one (fma):     " + Math.fma(a, a, -1));

    System.out.println();
    Philox random = new Philox(2, 0);
    float[] z = new float[30_000];
    for (int i = 0; i < z.length; i++) z[i] = random.nextFloat();
    for (int partials : new int[] {1, 4, 8, 16, 32})
      System.out.printf("%2d partial sums: %s%n", partials, sum(z, partials));
    Backend cpu = Backend.cpu();
    Tensor total = Tensor.allocate(cpu, Shape.SCALAR);
    cpu.reduce(Reduction.SUM, Tensor.of(cpu, Shape.of(z.length), z), new int[] {0}, total);
    System.out.println("the engine:       " + (float) total.item());
  }
}
