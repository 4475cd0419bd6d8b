package dev.rankine.autograd.explain;

import dev.rankine.autograd.Op;
import java.util.List;

/**
 * An op on a tape, between its values.
 *
 * @param name of the op
 * @param bytes memory that the tape took for it
 */
record Explained(String name, String formula, List<Value> inputs, Value output, long bytes) {
  static String name(Op op) {
    String simple = op.getClass().getSimpleName();
    return simple.endsWith("Op") ? simple.substring(0, simple.length() - 2) : simple;
  }
}
