package dev.rankine.engine.cpu.vector;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of kernels whose lanes are channels: that of {@link Lanes}, but at most 256
 * bits. Small networks have eight channels, so that half of a wider vector would do nothing (a
 * fifth of a training step on Zen 4); and a 512-bit tile of sixteen needs a broadcast for each
 * multiply-add, and waits for its loads (a fifth of a weight gradient).
 */
final class ChannelLanes {
  static final VectorSpecies<Float> FLOAT = choose();
  static final VectorSpecies<Integer> INT = VectorSpecies.of(int.class, FLOAT.vectorShape());

  /** Floats in a vector. */
  static final int COUNT = FLOAT.length();

  /** Floats of a pair of vectors. */
  static final int COLUMNS = 2 * COUNT;

  private ChannelLanes() {}

  private static VectorSpecies<Float> choose() {
    int bits = Math.min(256, Lanes.FLOAT.vectorBitSize());
    return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
  }
}
