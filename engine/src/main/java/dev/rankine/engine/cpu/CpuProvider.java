package dev.rankine.engine.cpu;

import dev.rankine.engine.Backend;
import dev.rankine.engine.BackendProvider;
import java.util.Optional;

/** Finds the cpu backend under its name. */
public final class CpuProvider implements BackendProvider {
  private static final class Shared {
    static final CpuBackend INSTANCE = CpuBackend.fromProperties();
  }

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public Backend open() {
    return Shared.INSTANCE;
  }
}
