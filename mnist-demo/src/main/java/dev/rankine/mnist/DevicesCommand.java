package dev.rankine.mnist;

import dev.rankine.engine.Backend;
import dev.rankine.engine.BackendProvider;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code devices}: what {@code --backend} can choose, and how fast each multiplies matrices. */
@Command(
    name = "devices",
    description = "Lists what --backend can choose, with a measured matrix product each.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mnist-demo devices", "  mnist-demo devices --tune"})
final class DevicesCommand implements Callable<Integer> {
  /** Rows and columns of the product. */
  private static final int SIDE = 1024;

  /** How long one device is measured at least, and how often. */
  private static final double SECONDS = 2;

  private static final int RUNS = 20;

  @Option(
      names = "--tune",
      description = "Measure the best tile sizes of each OpenCL device first, and store them.")
  boolean tune;

  private final PrintStream out = System.out;

  @Override
  public Integer call() {
    for (BackendProvider provider : Backend.providers()) {
      Optional<String> missing = provider.unavailable();
      if (missing.isPresent()) {
        out.println(provider.name() + ": " + missing.get());
      } else if (provider.devices().isEmpty()) {
        processor(provider.open());
      } else {
        provider.devices().forEach(device -> device(provider, device));
      }
    }
    return 0;
  }

  private void processor(Backend backend) {
    if (backend.realBytes() == Float.BYTES) {
      out.printf(
          Locale.ROOT,
          "%s: %s kernels, %d-bit vectors, %d cores: %s%n",
          backend.name(),
          backend.kernels(),
          backend.vectorBits(),
          Runtime.getRuntime().availableProcessors(),
          speed(backend));
    }
  }

  private void device(BackendProvider provider, BackendProvider.Device device) {
    out.printf(
        Locale.ROOT,
        "%s: %s (%s), %,d MB, %d compute units: %s%n",
        device.selector(),
        device.name(),
        device.platform(),
        device.memory() / 1_000_000,
        device.computeUnits(),
        device
            .refusal()
            .map(reason -> "cannot be used: " + reason)
            .orElseGet(() -> measured(provider, device)));
  }

  private String measured(BackendProvider provider, BackendProvider.Device device) {
    String choice = device.selector().substring(provider.name().length() + 1);
    if (tune) {
      out.println(provider.tune(choice));
    }
    return speed(provider.open(choice));
  }

  /** The fastest of as many products as fit into a while; the first ones compile. */
  private static String speed(Backend backend) {
    Matrix a = matrix(backend);
    Matrix b = matrix(backend);
    Matrix c = matrix(backend);
    Tensor corner = c.tensor().reshape(SIDE * SIDE).slice(0, 1);
    double fastest = Double.POSITIVE_INFINITY;
    long begin = System.nanoTime();
    for (int run = 0; run < RUNS || (System.nanoTime() - begin) * 1e-9 < SECONDS; run++) {
      long start = System.nanoTime();
      backend.gemm(1, a, b, 0, c);
      corner.item(); // waits for it
      fastest = Math.min(fastest, (System.nanoTime() - start) * 1e-9);
    }
    double flops = 2.0 * SIDE * SIDE * SIDE;
    return String.format(
        Locale.ROOT, "%.1f GFLOP/s (matrix product, N = %d)", flops / fastest * 1e-9, SIDE);
  }

  private static Matrix matrix(Backend backend) {
    Tensor x = Tensor.allocate(backend, Shape.of(SIDE, SIDE));
    backend.fill(1, x);
    return Matrix.of(x);
  }
}
