import dev.rankine.engine.*;
import java.util.*;
import java.util.stream.IntStream;
import jdk.incubator.vector.*;

/** A matrix product, from three loops to registers: C = A·B, all N×N and row-major. */
class Lesson02 {
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  static final int N = 512, L = S.length(), TILES = N * N / 4 / L;
  static final Backend CPU = Backend.cpu();
  static final Tensor X = Tensor.of(CPU, Shape.of(N, N), new Random(1).doubles(N * N).toArray());
  static final Tensor Y = Tensor.of(CPU, Shape.of(N, N), new Random(2).doubles(N * N).toArray());
  static final Tensor Z = Tensor.allocate(CPU, Shape.of(N, N));
  static final float[] A = X.toFloats(), B = Y.toFloats(), C = new float[N * N];

  static void naive() {
    for (int i = 0; i < N * N; i += N)
      for (int j = 0; j < N; j++)
        for (int k = 0; k < N; k++) C[i + j] = Math.fma(A[i + k], B[k * N + j], C[i + j]);
  }

  static void reordered() {
    for (int i = 0; i < N * N; i += N)
      for (int k = 0; k < N; k++)
        for (int j = 0; j < N; j++) C[i + j] = Math.fma(A[i + k], B[k * N + j], C[i + j]);
  }

  static void tile(int i, int j, float[] b, int strip, int row) {
    FloatVector c0 = FloatVector.zero(S), c1 = c0, c2 = c0, c3 = c0;
    for (int k = 0; k < N; k++) {
      FloatVector v = FloatVector.fromArray(S, b, j * strip + k * row);
      c0 = FloatVector.broadcast(S, A[i + k]).fma(v, c0);
      c1 = FloatVector.broadcast(S, A[i + N + k]).fma(v, c1);
      c2 = FloatVector.broadcast(S, A[i + 2 * N + k]).fma(v, c2);
      c3 = FloatVector.broadcast(S, A[i + 3 * N + k]).fma(v, c3);
    }
    c0.intoArray(C, i + j);
    c1.intoArray(C, i + N + j);
    c2.intoArray(C, i + 2 * N + j);
    c3.intoArray(C, i + 3 * N + j);
  }

  static void tiles(float[] b, int strip, int row, IntStream tiles) {
    tiles.forEach(t -> tile(t * L / N * 4 * N, t * L % N, b, strip, row));
  }

  static float[] panels() {
    Tensor panels = Tensor.allocate(CPU, Shape.of(N / L, N, L));
    CPU.copy(View.of(Y.reshape(N, N / L, L)).permute(1, 0, 2), View.of(panels));
    return panels.toFloats();
  }

  static void engine() {
    CPU.gemm(1, Matrix.of(X), Matrix.of(Y), 0, Matrix.of(Z));
    CPU.download(Z, C);
  }

  static void measure(String name, Runnable rung) {
    double best = 0;
    for (long end = System.nanoTime() + 1_000_000_000; System.nanoTime() < end; ) {
      Arrays.fill(C, 0);
      long start = System.nanoTime();
      rung.run();
      best = Math.max(best, 2.0 * N * N * N / (System.nanoTime() - start));
    }
    System.out.printf("%-9s  bits %08x %6.1f GFLOP/s (measured)%n", name, Arrays.hashCode(C), best);
  }

  static void main() {
    measure("naive", Lesson02::naive);
    measure("reordered", Lesson02::reordered);
    measure("blocked", () -> tiles(B, 1, N, IntStream.range(0, TILES)));
    measure("packed", () -> tiles(panels(), N, L, IntStream.range(0, TILES)));
    measure("threads", () -> tiles(panels(), N, L, IntStream.range(0, TILES).parallel()));
    measure("engine", Lesson02::engine);
  }
}
