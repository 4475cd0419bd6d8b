package dev.rankine.engine;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Whether this machine has an OpenCL driver, for tests that need one. */
public final class OpenClDriver {
  private OpenClDriver() {}

  /** Skips the test, and says so, where there is no driver. */
  public static void assume() {
    Optional<String> missing = provider().unavailable();
    missing.ifPresent(reason -> System.err.println("OpenCL tests are skipped: " + reason));
    Assumptions.assumeTrue(missing.isEmpty(), missing.orElse(""));
  }

  /** Names of all backends that can be had here. */
  public static Stream<String> backends() {
    Stream<String> always = Stream.of("cpu", "reference");
    return provider().unavailable().isEmpty() ? Stream.concat(always, Stream.of("opencl")) : always;
  }

  /** The backend on the first device. */
  public static Backend backend() {
    return Backend.named("opencl");
  }

  private static BackendProvider provider() {
    for (BackendProvider provider : Backend.providers()) {
      if (provider.name().equals("opencl")) {
        return provider;
      }
    }
    throw new AssertionError("no provider is named opencl");
  }
}
