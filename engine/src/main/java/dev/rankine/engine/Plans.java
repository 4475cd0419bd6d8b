package dev.rankine.engine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What follows from shapes alone and holds arrays, made once for each key: training asks for the
 * same few plans in every step. Thread-safe.
 *
 * @param <K> a record of shapes
 * @param <V> immutable
 */
public final class Plans<K, V> {
  /** Far more than a model has; where shapes vary without end, what was made is forgotten. */
  private static final int MOST = 256;

  private final Function<K, V> maker;
  private final ConcurrentHashMap<K, V> made = new ConcurrentHashMap<>();

  /** No plans yet. */
  public Plans(Function<K, V> maker) {
    this.maker = maker;
  }

  /** The plan for a key. */
  public V of(K key) {
    V plan = made.get(key);
    if (plan == null) {
      if (made.size() >= MOST) {
        made.clear();
      }
      plan = maker.apply(key);
      made.put(key, plan);
    }
    return plan;
  }
}
