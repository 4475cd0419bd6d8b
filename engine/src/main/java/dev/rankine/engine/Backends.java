package dev.rankine.engine;

import java.util.ServiceLoader;
import java.util.TreeSet;

/** How backends are found. */
final class Backends {
  private Backends() {}

  /** {@link Backend#named}. */
  static Backend named(String name) {
    int colon = name.indexOf(':');
    String kind = colon < 0 ? name : name.substring(0, colon);
    TreeSet<String> known = new TreeSet<>();
    for (BackendProvider provider : providers()) {
      known.add(provider.name());
      if (provider.name().equals(kind)) {
        provider
            .unavailable()
            .ifPresent(
                reason -> {
                  throw new IllegalArgumentException("backend " + kind + ": " + reason);
                });
        return colon < 0 ? provider.open() : provider.open(name.substring(colon + 1));
      }
    }
    throw new IllegalArgumentException("no backend is named '" + name + "'; there are " + known);
  }

  /** {@link Backend#providers}. */
  static Iterable<BackendProvider> providers() {
    return ServiceLoader.load(BackendProvider.class, Backend.class.getClassLoader());
  }
}
