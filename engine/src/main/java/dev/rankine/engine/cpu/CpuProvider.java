package dev.rankine.engine.cpu;

import dev.rankine.engine.Backend;
import dev.rankine.engine.BackendProvider;
import dev.rankine.engine.cpu.CpuBackend.Convolution;
import java.util.Optional;

/** Finds the cpu backend under its name. */
public final class CpuProvider implements BackendProvider {
  private static CpuBackend shared;

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  /**
   * The backend that the {@code -Drankine} settings describe, the same one from then on.
   *
   * @throws IllegalStateException if one of them is not a choice
   */
  @Override
  public Backend open() {
    return shared();
  }

  /** No static initialiser, whose second failure would only be a class that is missing. */
  private static synchronized CpuBackend shared() {
    if (shared == null) {
      Convolution convolution = convolution();
      int threads = threads();
      Kernels kernels = KernelChoice.best();
      shared = new CpuBackend(kernels, threads, convolution, WarmUp.start(kernels));
    }
    return shared;
  }

  private static Convolution convolution() {
    String wanted = System.getProperty("rankine.convolution", "implicit");
    return switch (wanted) {
      case "implicit" -> Convolution.IMPLICIT;
      case "materialised" -> Convolution.MATERIALISED;
      default ->
          throw new IllegalStateException(
              "-Drankine.convolution=" + wanted + ": choose implicit or materialised");
    };
  }

  private static int threads() {
    String wanted = System.getProperty("rankine.threads");
    if (wanted == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (!wanted.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalStateException(
          "-Drankine.threads=" + wanted + ": choose a number from 1 up, or leave it out");
    }
    return Integer.parseInt(wanted);
  }
}
