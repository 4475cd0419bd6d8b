import dev.rankine.engine.*;
import dev.rankine.engine.io.TensorHash;
import java.util.*;

/** Reproducible to the bit: floating point, threads, and why order matters. */
class Lesson12 {
  static final Backend CPU = Backend.cpu();

  static Tensor random(long stream, int... dims) {
    Philox random = new Philox(12, stream);
    double[] values = new double[Shape.of(dims).size()];
    Arrays.setAll(values, i -> random.nextGaussian());
    return Tensor.of(CPU, Shape.of(dims), values);
  }

  static float sum(float[] x, int from, int to) {
    float s = 0;
    for (int i = from; i < to; i++) s += x[i];
    return s;
  }

  /** As a pool of threads would: each sums its part, and the parts are added. */
  static float sumOnThreads(float[] x, int threads) {
    float total = 0;
    for (int t = 0; t < threads; t++)
      total += sum(x, x.length * t / threads, x.length * (t + 1) / threads);
    return total;
  }

  static String hash(Tensor x) {
    return TensorHash.sha256(Map.of("x", x)).substring(0, 16);
  }

  static Tensor product(Tensor a, Tensor b) {
    Tensor c = Tensor.allocate(CPU, Shape.of(a.shape().dim(0), b.shape().dim(1)));
    CPU.gemm(1, Matrix.of(a), Matrix.of(b), 0, Matrix.of(c));
    return c;
  }

  static Tensor convolution(Tensor x, Tensor w) {
    Tensor out = Tensor.allocate(CPU, Shape.of(16, 8, 28, 28));
    var window = new Conv2dGeometry.Window(1, 1, 1);
    CPU.conv2d(new Conv2dGeometry(16, 3, 28, 28, 8, 3, 3, window), x, w, out);
    return out;
  }

  static void main() {
    float big = 1e8f, small = 3;
    System.out.println("(big + small) − big = " + ((big + small) - big));
    System.out.println("(big − big) + small = " + ((big - big) + small));

    System.out.println();
    Tensor a = random(0, 300, 500), b = random(1, 500, 200);
    for (int threads : new int[] {1, 2, 4, 16})
      System.out.printf(
          "%2d threads, each a part: %s%n", threads, sumOnThreads(a.toFloats(), threads));

    System.out.println();
    Tensor x = random(2, 16, 3, 28, 28), w = random(3, 8, 3, 3, 3);
    for (int threads : new int[] {1, 2, 3, 7}) {
      CPU.limitThreads(threads);
      String product = hash(product(a, b)), convolution = hash(convolution(x, w));
      System.out.printf("%d threads: product %s, convolution %s%n", threads, product, convolution);
    }
    CPU.limitThreads(Runtime.getRuntime().availableProcessors());
    Tensor exponential = Tensor.allocate(CPU, a.shape());
    CPU.map(Unary.EXP, a, exponential);
    Tensor total = Tensor.allocate(CPU, Shape.SCALAR);
    CPU.reduce(Reduction.SUM, a, new int[] {0, 1}, total);
    System.out.println("e^x " + hash(exponential) + ", sum " + hash(total));
  }
}
