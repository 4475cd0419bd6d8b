package dev.rankine.engine.reference;

import dev.rankine.engine.Backend;
import dev.rankine.engine.BackendProvider;
import java.util.Optional;

/** Finds the reference backend under its name. */
public final class ReferenceProvider implements BackendProvider {
  private static final class Shared {
    static final ReferenceBackend INSTANCE = new ReferenceBackend();
  }

  @Override
  public String name() {
    return "reference";
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
