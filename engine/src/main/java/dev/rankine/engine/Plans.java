package dev.rankine.engine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What follows from shapes alone and holds arrays, made once for each key: training asks for the
 * same few plans in every step. Thread-safe.
 *
 * @param <K> a record of shapes. Its equals and hashCode are written out: those that a record has
 *     of itself are chains of method handles, and C2 would compile some hundred of them into each
 *     caller, for a quarter of a second a time
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
