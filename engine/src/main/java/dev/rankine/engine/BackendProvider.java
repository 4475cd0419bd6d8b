package dev.rankine.engine;

import java.util.List;
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

  /**
   * The backend on one of its {@link #devices()}, opened on first use and shared afterwards.
   *
   * @param choice what stands behind the name and a colon in {@link Backend#named}
   * @throws IllegalArgumentException if there is no such device, or it cannot be used; the message
   *     says why
   */
  default Backend open(String choice) {
    throw new IllegalArgumentException(
        "backend " + name() + " has no device '" + choice + "' to choose; leave it out");
  }

  /** What can be chosen from, if there is something to choose and {@link #unavailable} is empty. */
  default List<Device> devices() {
    return List.of();
  }

  /**
   * A device of a backend.
   *
   * @param selector what {@link Backend#named} finds it by, for example {@code opencl:0:1}
   * @param platform the driver's name
   * @param memory bytes
   * @param refusal why the backend cannot run on it, or empty if it can
   */
  record Device(
      String selector,
      String platform,
      String name,
      long memory,
      int computeUnits,
      Optional<String> refusal) {}

  /**
   * Measures what makes a device fast and stores it for later processes.
   *
   * @param choice as for {@link #open(String)}
   * @return one line for a person: what was chosen
   */
  default String tune(String choice) {
    throw new IllegalArgumentException("backend " + name() + " has nothing to tune");
  }
}
