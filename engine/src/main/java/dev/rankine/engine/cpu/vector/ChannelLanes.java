package dev.rankine.engine.cpu.vector;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of kernels whose lanes are channels, of which there are often 8 or 16: at most
 * 256 bits, so that no lanes stay empty. A 512-bit tile of 16 channels also needs a broadcast for
 * each multiply-add and waits for its loads: a weight gradient took 1.2 times as long (Zen 4).
 */
final class ChannelLanes {
  static final VectorSpecies<Float> FLOAT =
      VectorSpecies.of(
          float.class, VectorShape.forBitSize(Math.min(256, Lanes.FLOAT.vectorBitSize())));

  /** Floats in a vector. */
  static final int COUNT = FLOAT.length();

  /** Floats of a pair of vectors. */
  static final int COLUMNS = 2 * COUNT;

  private ChannelLanes() {}
}
