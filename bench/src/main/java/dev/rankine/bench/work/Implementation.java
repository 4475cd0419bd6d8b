package dev.rankine.bench.work;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Something that runs workloads: Rankine, or a native library beside it. A JVM uses one of them at
 * one number of threads. The native ones are in the jar only if it was built with {@code -Ppeers},
 * and are found as services.
 */
public interface Implementation {
  /** Its name, as {@code impl} takes it. */
  String name();

  /** Whether its results must have the bits of the scalar kernels, or only be close to them. */
  boolean exact();

  /** Environment variables that a process must start with to run it on this many threads. */
  default Map<String, String> environment(int threads) {
    return Map.of();
  }

  /** JVM options and environment that keep it to AVX2, see {@link #environment}. */
  default Limited avx2() {
    return new Limited(List.of(), Map.of());
  }

  /** How an implementation is kept to narrower vectors than the machine has. */
  record Limited(List<String> jvmOptions, Map<String, String> environment) {}

  /**
   * Starts it. Call once in a JVM.
   *
   * @return its version and which kernels it runs here
   */
  String start(int threads);

  /** A workload on it, or empty if it does not do that. */
  Optional<Trial> open(Workload workload);

  /**
   * What follows {@code java} on the command line to run the experiment as a program, if it can.
   */
  default Optional<List<String>> command(Program program) {
    return Optional.empty();
  }

  /** All that are in this jar: those given, then the native ones. */
  static List<Implementation> with(Implementation... builtIn) {
    return Stream.concat(
            Stream.of(builtIn),
            ServiceLoader.load(Implementation.class).stream().map(ServiceLoader.Provider::get))
        .toList();
  }
}
