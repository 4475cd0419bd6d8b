import dev.rankine.engine.*;
import java.util.*;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import jdk.incubator.vector.*;

/** A matrix product, from three loops to registers: c = A·B, all N×N and row-major. */
class Lesson02 {
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  static final int N = 512, L = S.length();
  static final Backend CPU = Backend.cpu();
  static final Tensor X = random(1), Y = random(2), Z = random(3);
  static final float[] A = X.toFloats(), B = Y.toFloats();

  static Tensor random(long seed) {
    return Tensor.of(CPU, Shape.of(N, N), new Random(seed).doubles(N * N).toArray());
  }

  static void naive(float[] c) {
    for (int i = 0; i < N * N; i += N)
      for (int j = 0; j < N; j++)
        for (int k = 0; k < N; k++) c[i + j] = Math.fma(A[i + k], B[k * N + j], c[i + j]);
  }

  static void reordered(float[] c) {
    for (int i = 0; i < N * N; i += N)
      for (int k = 0; k < N; k++)
        for (int j = 0; j < N; j++) c[i + j] = Math.fma(A[i + k], B[k * N + j], c[i + j]);
  }

  static void blocked(float[] b, int w, float[] c) {
    for (int j = 0; j < N; j += w)
      for (int k = 0; k < N; k += 4)
        for (int i = 0; i < N * N; i += N) four(i + k, b, j * N + k * w, w, c, i + j);
  }

  static void four(int i, float[] b, int at, int w, float[] c, int to) {
    float a0 = A[i], a1 = A[i + 1], a2 = A[i + 2], a3 = A[i + 3];
    for (int j = 0; j < w; j++) {
      float s = Math.fma(a1, b[at + w + j], Math.fma(a0, b[at + j], c[to + j]));
      c[to + j] = Math.fma(a3, b[at + 3 * w + j], Math.fma(a2, b[at + 2 * w + j], s));
    }
  }

  static float[] panels(int w) {
    Tensor panels = Tensor.allocate(CPU, Shape.of(N / w, N, w));
    CPU.copy(View.of(Y.reshape(N, N / w, w)).permute(1, 0, 2), View.of(panels));
    return panels.toFloats();
  }

  static void tile(int i, float[] panels, int j, float[] c) {
    FloatVector c0 = FloatVector.zero(S), c1 = c0, c2 = c0, c3 = c0;
    for (int k = 0; k < N; k++) {
      FloatVector b = FloatVector.fromArray(S, panels, j * N + k * L);
      c0 = FloatVector.broadcast(S, A[i + k]).fma(b, c0);
      c1 = FloatVector.broadcast(S, A[i + N + k]).fma(b, c1);
      c2 = FloatVector.broadcast(S, A[i + 2 * N + k]).fma(b, c2);
      c3 = FloatVector.broadcast(S, A[i + 3 * N + k]).fma(b, c3);
    }
    c0.intoArray(c, i + j);
    c1.intoArray(c, i + N + j);
    c2.intoArray(c, i + 2 * N + j);
    c3.intoArray(c, i + 3 * N + j);
  }

  static void vector(IntStream tiles, float[] c) {
    float[] panels = panels(L);
    tiles.forEach(t -> tile(t * L / N * 4 * N, panels, t * L % N, c));
  }

  static void engine(float[] c) {
    CPU.gemm(1, Matrix.of(X), Matrix.of(Y), 0, Matrix.of(Z));
    CPU.download(Z, c);
  }

  static void measure(String name, Consumer<float[]> rung) {
    float[] c = null;
    double best = 0;
    for (long end = System.nanoTime() + 1_000_000_000; System.nanoTime() < end; ) {
      long start = System.nanoTime();
      rung.accept(c = new float[N * N]);
      best = Math.max(best, 2.0 * N * N * N / (System.nanoTime() - start));
    }
    String bits = Arrays.equals(c, Z.toFloats()) ? "same bits" : "other bits";
    System.out.printf("%-9s  %s %6.1f GFLOP/s (measured)%n", name, bits, best);
  }

  static void main() {
    engine(A.clone());
    measure("naive", Lesson02::naive);
    measure("reordered", Lesson02::reordered);
    measure("blocked", c -> blocked(B, N, c));
    measure("packed", c -> blocked(panels(64), 64, c));
    measure("vector", c -> vector(IntStream.range(0, N / 4 * N / L), c));
    measure("threads", c -> vector(IntStream.range(0, N / 4 * N / L).parallel(), c));
    measure("engine", Lesson02::engine);
  }
}
