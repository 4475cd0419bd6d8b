package dev.rankine.autograd;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The registered classes of {@link CustomOp}. Thread-safe. */
final class CustomOps {
  private static final Set<Class<? extends CustomOp>> TYPES = new LinkedHashSet<>();

  private CustomOps() {}

  static synchronized void add(Class<? extends CustomOp> type) {
    TYPES.add(type);
  }

  static synchronized boolean contains(CustomOp op) {
    return TYPES.contains(op.getClass());
  }

  static synchronized Set<Class<? extends CustomOp>> all() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(TYPES));
  }
}
