package dev.rankine.lora.model;

import dev.rankine.lora.config.NearNames;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adapters by name, in the order in which they came. */
final class Registry {
  private final Map<String, Adapter> adapters = new LinkedHashMap<>();

  List<String> names() {
    return List.copyOf(adapters.keySet());
  }

  Collection<Adapter> all() {
    return adapters.values();
  }

  /** Fails with the near names if there is none. */
  Adapter find(String name) {
    Adapter adapter = adapters.get(name);
    if (adapter == null) {
      throw new IllegalArgumentException(
          "no adapter is called '" + name + "'; there are " + NearNames.of(name, names()));
    }
    return adapter;
  }

  void requireFree(String name) {
    if (name.isBlank() || name.equals(AdaptedModel.BASE)) {
      throw new IllegalArgumentException("an adapter cannot be called '" + name + "'");
    }
    if (adapters.containsKey(name)) {
      throw new IllegalArgumentException(
          "an adapter is called '" + name + "' already; delete or rename it first");
    }
  }

  /** Adds one, or puts it in the place of another. */
  void put(String name, Adapter adapter) {
    adapters.put(name, adapter);
  }

  void remove(String name) {
    adapters.remove(name);
  }

  /** In the same place under another name. */
  void rename(String name, String other) {
    find(name);
    if (!name.equals(other)) {
      requireFree(other);
    }
    Map<String, Adapter> renamed = new LinkedHashMap<>();
    adapters.forEach((key, value) -> renamed.put(key.equals(name) ? other : key, value));
    adapters.clear();
    adapters.putAll(renamed);
  }
}
