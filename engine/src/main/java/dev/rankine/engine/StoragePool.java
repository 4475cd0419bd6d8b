package dev.rankine.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Buffers of closed scopes, waiting for the next one. Capacities are rounded up to four classes per
 * power of two, so that a reused buffer wastes at most a quarter. Thread-safe.
 */
public final class StoragePool {
  private record Key(Storage.Type type, int capacity) {}

  private final Backend backend;
  private final Map<Key, Deque<Storage>> free = new HashMap<>();

  /** A pool for one backend, which it asks for new buffers. */
  public StoragePool(Backend backend) {
    this.backend = backend;
  }

  synchronized Storage take(Storage.Type type, int size) {
    Key key = new Key(type, capacityFor(size));
    Deque<Storage> waiting = free.get(key);
    Storage reused = waiting == null ? null : waiting.pollLast();
    return reused != null ? reused : backend.allocate(type, key.capacity());
  }

  synchronized void give(Storage storage) {
    storage.recycle();
    free.computeIfAbsent(new Key(storage.type(), storage.capacity()), key -> new ArrayDeque<>())
        .addLast(storage);
  }

  /** Forgets all waiting buffers. */
  public synchronized void clear() {
    free.clear();
  }

  static int capacityFor(int size) {
    int smallest = 64;
    if (size <= smallest) {
      return smallest;
    }
    int step = Math.max(smallest, Integer.highestOneBit(size - 1) >> 2);
    long rounded = ((long) size + step - 1) / step * step;
    return (int) Math.min(rounded, Math.max(size, Integer.MAX_VALUE - 64));
  }
}
