package dev.rankine.engine;

import java.util.Optional;

/**
 * Makes a backend known by name, found through {@link java.util.ServiceLoader}. Loading a provider
 * must never fail, even where its backend cannot run.
 */
public interface BackendProvider {
  /** The name that {@link Backend#named} looks up, for example {@code cpu}. */
  String name();

  /** Why the backend cannot be had here, or empty if it can. */
  Optional<String> unavailable();

  /**
   * The backend, opened on first use and shared afterwards.
   *
   * @throws IllegalStateException if {@link #unavailable()} has a reason
   */
  Backend open();
}
